import { assertDone, type Contender, timed } from "./contender.ts";
import { cpuTime } from "./compare.ts";
import { type Answer, Peer } from "./peer.ts";

/** `@ffmpeg/core`, loaded once, in a Worker, as it expects. Installed by npm, under the GPL. */
export async function ffmpegCore(name: string): Promise<Contender> {
  const peer = new Peer(new URL("./ffmpeg_core_worker.ts", import.meta.url));
  await peer.ask({ type: "start" });
  return {
    name,
    async load(inputs) {
      await peer.ask({ type: "load", inputs });
    },
    run: (job) =>
      timed(cpuTime, async () => {
        const { exitCode, stderr }: Answer = await peer.ask({
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
