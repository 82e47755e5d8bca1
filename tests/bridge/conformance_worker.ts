/**
 * Does what the contract of a file system says on one after another, each of which
 * lies on the other side of the bridge, and says what has failed.
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
