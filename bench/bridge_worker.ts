/**
 * Calls through the bridge again and again, and says how long that took.
 *
 * @module
 */
import { BridgeFile } from "../src/bridge/bridge_file.ts";
import { Channel } from "../src/bridge/channel.ts";
import { BridgeClient } from "../src/bridge/client.ts";
import { standardHandle } from "../src/bridge/operation.ts";

interface Request {
  buffer: SharedArrayBuffer;
  kind: "write" | "read";
  size: number;
  calls: number;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Request>) => void;
};

scope.onmessage = ({ data: { buffer, kind, size, calls } }) => {
  const client = new BridgeClient(new Channel(buffer));
  const file = new BridgeFile(client, standardHandle.stdout, "stdout");
  const data = new Uint8Array(size);
  const start = performance.now();
  if (kind === "write") {
    for (let i = 0; i < calls; i++) {
      file.writeAt(data, 0);
    }
  } else for (let i = 0; i < calls; i++) file.readAt(data, 0);
  client.end(`${performance.now() - start}`);
};
