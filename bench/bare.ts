// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertDone, commandLine, type Contender, timed } from "./contender.ts";
import { cpuTime } from "./compare.ts";
import { Peer } from "./peer.ts";

/** The same module in the same engine, on the smallest host that can run it. */
export async function bare(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Contender> {
  const peer = new Peer(new URL("./bare_worker.ts", import.meta.url));
  await peer.ask({
    type: "start",
    module: await WebAssembly.compile(bytes),
  });
  return {
    name,
    async load(inputs) {
      await peer.ask({ type: "load", inputs });
    },
    run: (job) =>
      timed(cpuTime, async () => {
        const { exitCode, stderr } = await peer.ask({
          type: "run",
          program: job.program ?? "ffmpeg",
          args: commandLine(job),
        });
        assertDone(name, job, exitCode, stderr);
      }),
    close() {
      peer.close();
      return Promise.resolve();
    },
  };
}
