// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Makes the same call through the bridge again and again, and reports how long it took.
 *
 * @module
 */
import type { Channel } from "../src/bridge/channel.ts";

/** The call to repeat; `read` and `write` move `size` bytes. */
export type BridgeCall =
  | "write"
  | "read"
  | "seek"
  | "stat"
  | "lookup"
  | "rename"
  | "open";

/** The work of the worker. */
export interface BridgeWork {
  /** The URL of the checkout whose bridge it is. */
  root: string;
  buffer: SharedArrayBuffer;
  call: BridgeCall;
  size: number;
  calls: number;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<BridgeWork>) => void;
};

/** The standard output of a guest. */
const STDOUT = 1;

scope.onmessage = async ({ data: { root, buffer, call, size, calls } }) => {
  const load = (name: string) => import(`${root}src/bridge/${name}.ts`);
  const [{ Channel }, { BridgeClient }, { BridgeFile }, { BridgeFs }] =
    await Promise.all(
      ["channel", "client", "bridge_file", "bridge_fs"].map(load),
    );
  const channel: Channel = new Channel(buffer);
  const client = new BridgeClient(channel);
  const file = new BridgeFile(client, STDOUT, "stdout");
  const fs = new BridgeFs(client, 0);
  const data = new Uint8Array(size);
  const ways: Record<BridgeCall, (i: number) => void> = {
    write: () => file.writeAt(data, 0),
    read: () => file.readAt(data, 0),
    seek: (i) => file.seek(i),
    // A new one each time, which has nothing cached.
    stat: () => new BridgeFile(client, STDOUT, "stdout").stat(),
    lookup: () => fs.stat("folder/file"),
    rename: (i) =>
      i % 2 === 0
        ? fs.rename("folder/file", "folder/other")
        : fs.rename("folder/other", "folder/file"),
    open: () => fs.open("folder/file").close(),
  };
  const way = ways[call];
  const start = performance.now();
  for (let i = 0; i < calls; i++) way(i);
  client.end(`${performance.now() - start}`);
};
