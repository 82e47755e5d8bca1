// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A guest that makes one request which may be abandoned, and tells how that ended. After
 * a write, it also writes to another file.
 *
 * @module
 */
import { BridgeFs } from "../../src/bridge/bridge_fs.ts";
import { Channel } from "../../src/bridge/channel.ts";
import { BridgeClient } from "../../src/bridge/client.ts";
import type { GuestMessage } from "./run_in_worker.ts";

/** What it requests. */
export interface AbandonRequest {
  what: "read" | "write" | "close";
  /** Two words: after a read, whether it may tell its outcome; whether it has. */
  words: Int32Array<SharedArrayBuffer>;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<GuestMessage<AbandonRequest>>) => void;
};

scope.onmessage = ({ data: { buffer, request } }) => {
  const { what, words } = request;
  const client = new BridgeClient(new Channel(buffer));
  const fs = new BridgeFs(client, 0);
  const file = fs.openFile("slow", { read: true, write: true, create: true });
  const other = fs.openFile("other", { write: true, create: true });
  const data = new TextEncoder().encode("before ".repeat(8));
  let outcome = "answered";
  try {
    if (what === "close") file.close();
    else file[what](data);
  } catch (error) {
    outcome = (error as Error).name;
  }
  if (what === "write") other.write(new TextEncoder().encode("after it"));
  if (what === "read") Atomics.wait(words, 0, 0);
  client.end(outcome);
  Atomics.store(words, 1, 1);
  Atomics.notify(words, 1);
};
