// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertDone, type Contender, timed } from "./contender.ts";
import { cpuTime } from "./compare.ts";
import { Peer, type Request } from "./peer.ts";

/**
 * `@ffmpeg/core`, loaded once, in a Worker, as it expects. Installed from npm, under
 * the GPL. After a crash it is loaded again.
 */
export async function ffmpegCore(name: string): Promise<Contender> {
  let inputs: Record<string, Uint8Array<ArrayBuffer>> = {};
  let peer: Peer;
  const ask = async (request: Request) => {
    try {
      return await peer.ask(request);
    } catch (error) {
      peer.close();
      await start();
      throw new Error(`${name} cannot go on: ${(error as Error).message}`);
    }
  };
  const start = async () => {
    peer = new Peer(new URL("./ffmpeg_core_worker.ts", import.meta.url));
    await peer.ask({ type: "start" });
    await peer.ask({ type: "load", inputs });
  };
  await start();
  return {
    name,
    async load(next) {
      inputs = next;
      await ask({ type: "load", inputs });
    },
    run: (job) =>
      timed(cpuTime, async () => {
        const { exitCode, stderr } = await ask({
          type: "run",
          program: job.program ?? "ffmpeg",
          args: [...job.args],
        });
        assertDone(name, job, exitCode, stderr);
      }),
    close() {
      peer.close();
      return Promise.resolve();
    },
  };
}
