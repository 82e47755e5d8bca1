// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs the conformance suite on file systems across the bridge, one after another,
 * and reports the failures.
 *
 * @module
 */
import { BridgeFs } from "../../src/bridge/bridge_fs.ts";
import { Channel } from "../../src/bridge/channel.ts";
import { BridgeClient } from "../../src/bridge/client.ts";
import { conformanceCases } from "./conformance_cases.ts";
import type { GuestMessage } from "./run_in_worker.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<GuestMessage<undefined>>) => void;
};

scope.onmessage = async ({ data: { buffer } }) => {
  const client = new BridgeClient(new Channel(buffer));
  const failures: string[] = [];
  for (const [i, [name, test]] of conformanceCases.entries()) {
    try {
      await test(new BridgeFs(client, i));
    } catch (error) {
      failures.push(`${name}: ${error}`);
    }
  }
  client.end(JSON.stringify(failures));
};
