// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs a guest with a clock that stands still, or advances a little with every
 * reading: so the age of a `stat` is the same on every machine.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { BridgeFs } from "../../src/bridge/bridge_fs.ts";
import { Channel } from "../../src/bridge/channel.ts";
import { BridgeClient } from "../../src/bridge/client.ts";
import { runGuest } from "../support/run_guest.ts";
import type { GuestMessage } from "./run_in_worker.ts";

/** The guest, and how far every reading advances the clock. */
export interface WatchRequest {
  bytes: Uint8Array<ArrayBuffer>;
  args: string[];
  msPerLook: number;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<GuestMessage<WatchRequest>>) => void;
};

scope.onmessage = ({ data: { buffer, request } }) => {
  const { bytes, args, msPerLook } = request;
  let now = 0;
  performance.now = () => now += msPerLook;
  const client = new BridgeClient(new Channel(buffer));
  const preopens = { "/": new BridgeFs(client, 0) };
  const { exitCode, stdout } = runGuest(bytes, { args, preopens });
  assertEquals(exitCode, 0);
  client.end(new TextDecoder().decode(stdout));
};
