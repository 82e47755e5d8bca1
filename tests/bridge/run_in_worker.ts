import { Channel } from "../../src/bridge/channel.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import type { BridgeTarget } from "../../src/bridge/service.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import type { Fs } from "../../vfs/fs.ts";

/** What a script of a guest's thread is told. */
export interface GuestMessage<T> {
  /** That of its channel. */
  buffer: SharedArrayBuffer;
  request: T;
}

/**
 * Has a script that lies beside this one be the guest of some file systems, with
 * nothing between it and the bridge. Returns how it says it has ended.
 */
export async function runInWorker<T>(
  script: string,
  mounts: Record<string, Fs>,
  request: T,
): Promise<string> {
  const channel = new Channel();
  const closed = new BaseFile("closed");
  const target: BridgeTarget = {
    mounts,
    ...{ stdin: closed, stdout: closed, stderr: closed },
  };
  const worker = new Worker(new URL(script, import.meta.url), {
    type: "module",
  });
  try {
    const message: GuestMessage<T> = { buffer: channel.buffer, request };
    worker.postMessage(message);
    return await new BridgeServer(channel, target).serve();
  } finally {
    worker.terminate();
  }
}
