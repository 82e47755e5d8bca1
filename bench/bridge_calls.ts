// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { BridgeServer } from "../src/bridge/server.ts";
import type { Channel } from "../src/bridge/channel.ts";
import { BaseFile } from "../vfs/base_file.ts";
import { MemoryFs } from "../vfs/memory_fs.ts";
import type { BridgeCall, BridgeWork } from "./bridge_worker.ts";

/** This checkout. */
const here = new URL("../", import.meta.url).href;

/** A guest's thread that makes calls through the bridge of a checkout. */
export class BridgeCalls implements Disposable {
  readonly #root: string;
  readonly #worker: Worker = new Worker(
    new URL("./bridge_worker.ts", import.meta.url),
    { type: "module" },
  );

  /** @param root The URL of the checkout; by default this one. */
  constructor(root: string = here) {
    this.#root = root;
  }

  /** How many milliseconds `calls` calls take, each of which moves `size` bytes. */
  async time(call: BridgeCall, size: number, calls: number): Promise<number> {
    const load = (name: string) => import(`${this.#root}src/bridge/${name}.ts`);
    const { Channel: ChannelOf } = await load("channel");
    const { BridgeServer: ServerOf } = await load("server");
    const fs = new MemoryFs();
    fs.mkdir("folder");
    fs.writeFile("folder/file", "");
    const file = fs.create("a");
    file.write(new Uint8Array(size));
    const closed = new BaseFile("closed");
    const channel: Channel = new ChannelOf();
    const server: BridgeServer = new ServerOf(channel, {
      mounts: { "/": fs },
      ...{ stdin: closed, stdout: file, stderr: closed },
    });
    const work: BridgeWork = {
      ...{ root: this.#root, buffer: channel.buffer },
      ...{ call, size, calls },
    };
    this.#worker.postMessage(work);
    return Number(await server.serve());
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
