// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Channel } from "../../src/bridge/channel.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import type { BridgeTarget } from "../../src/bridge/service.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import type { Fs } from "../../vfs/fs.ts";

/** The message to a script in a guest's thread. */
export interface GuestMessage<T> {
  /** That of its channel. */
  buffer: SharedArrayBuffer;
  request: T;
}

/**
 * Runs a script next to this one as the guest of some file systems, directly on the
 * bridge. Returns the outcome that it sends.
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
