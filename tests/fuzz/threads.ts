// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Runtime } from "../../mod.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import type { Random } from "../support/random.ts";
import { HANG_MS } from "./outcome.ts";

/**
 * Jobs with many threads whose output is always the same, as long as they have the same
 * number of processors. Their kinds hang other builds that have threads.
 */
const common: readonly string[] = [
  "-i in.mp4 -filter_complex split[a][b];[a]boxblur=4,scale=240:136[c];[c][b]overlay=20:20 -c:v libx264 -preset ultrafast -c:a aac out.mp4",
  "-i in.mp4 -frames:v 8 out%02d.png",
  "-i in.avi -c:v libx264 -preset veryfast -c:a aac out.mp4",
  "-i in.avi -c:v mpeg4 -q:v 3 -c:a pcm_s16le out.avi",
  "-i in.mp4 -i in.avi -i in.mp4 -i in.avi -i in.mp4 -filter_complex [0:v][1:v]hstack[t];[2:v][3:v]hstack[u];[t][u]vstack -an -c:v libx264 -preset superfast out.mp4",
  "-i in.mp4 -i in.avi -filter_complex [0:a][1:a]amix=inputs=2[a];[0:v]split=3[x][y][z] -map [a] -c:a flac out.flac -map [x] -c:v mjpeg out.avi -map [y] -vframes 9 y%d.png -map [z] -f framemd5 out.txt",
];

/**
 * Such jobs, by the engine that can do them. Ogg and Matroska, which number their files by
 * chance, are told not to.
 */
export const threadJobs: Readonly<
  Record<"gpl-lean" | "full", readonly string[]>
> = {
  "gpl-lean": common,
  full: [
    ...common,
    "-i in.mp4 -an -c:v libx265 -preset veryfast -x265-params pools=3:frame-threads=3 out.mp4",
    "-i in.mp4 -an -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params pmode=1:pme=1:lookahead-slices=2 out.mp4",
    "-i in.avi -an -c:v libsvtav1 -preset 12 -crf 40 -svtav1-params lp=3 out.ivf",
    "-i in.mp4 -an -c:v libsvtav1 -preset 10 -svtav1-params lp=4 out.ivf",
    "-i in.avi -an -c:v libkvazaar -vf scale=160:96 -kvazaar-params preset=ultrafast,threads=3,owf=2 out.hevc",
    "-i in.avi -an -c:v libvpx-vp9 -row-mt 1 -tile-columns 1 -cpu-used 8 -deadline realtime -threads 4 out.ivf",
    "-i in.avi -filter_complex [0:v]zscale=w=240:h=136:min=709,format=gbrp,split[a][b];[0:a]rubberband=tempo=1.5[c] -map [a] -frames:v 5 -c:v libopenjpeg out%d.jp2 -map [b] -c:v libwebp_anim out.webp -map [c] -c:a libopus -ar 48000 -bitexact out.ogg",
    "-i in.mp4 -f hls -hls_time 0.2 -g 5 -c:v libx264 -preset ultrafast -c:a aac out.m3u8",
    "-f concat -i list.txt -c:v libx265 -preset ultrafast -c:a libmp3lame -bitexact out.mkv",
  ],
};

/** What a job reads. */
export async function threadInputs(): Promise<Files> {
  const source = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=0.4 " +
    "-f lavfi -i sine=duration=0.4";
  const list = "file in.mp4\nfile in.mp4\n";
  const files: Files = { "list.txt": new TextEncoder().encode(list) };
  for (
    const output of [
      "-c:v libx264 -preset ultrafast -c:a aac in.mp4",
      "-c:v mpeg4 -q:v 3 -c:a pcm_s16le in.avi",
    ]
  ) {
    const command = `${source} ${output}`.split(" ");
    Object.assign(files, (await runNative("ffmpeg", command)).files);
  }
  return files;
}

/** Finishes and aborts jobs with many threads, over and over. */
export class ThreadFuzzer {
  readonly #runtime: Runtime;
  readonly #files: Files;
  readonly #jobs: readonly string[];
  /** By command: what it makes, and how often it calls its host. */
  readonly #known = new Map<string, { sum: string; calls: number }>();

  /**
   * @param runtime That of an engine whose threads run at the same time.
   * @param jobs Those of {@linkcode threadJobs} that the engine can do.
   */
  constructor(runtime: Runtime, files: Files, jobs: readonly string[]) {
    this.#runtime = runtime;
    this.#files = files;
    this.#jobs = jobs;
  }

  /** Finishes a job. Returns what is wrong: it fails, or makes something else than before. */
  async finish(random: Random): Promise<string | undefined> {
    const command = random.pick(this.#jobs);
    const before = this.#known.get(command);
    try {
      // Traced calls come in another order than others.
      const isTraced = random.below(4) === 0 || !before;
      const { sum, calls } = await this.#run(command, isTraced);
      const known = before ?? { sum, calls };
      this.#known.set(command, known);
      if (sum === known.sum) return undefined;
      return `${command} made something else than before`;
    } catch (error) {
      return `${command}: ${error}`;
    }
  }

  async #run(
    command: string,
    isTraced: boolean,
  ): Promise<{ sum: string; calls: number }> {
    const fs = fsOf(this.#files);
    let calls = 0;
    const { exitCode, stderr } = await this.#runtime.run(fs, args(command), {
      timeout: HANG_MS,
      ...(isTraced && { onTrace: () => void calls++ }),
    });
    if (exitCode !== 0) throw new Error(`the exit code ${exitCode}: ${stderr}`);
    const made = fs.readDir("/").map(({ name }) => name)
      .filter((name) => !(name in this.#files)).sort();
    const sums = await Promise.all(
      made.map(async (name) => [name, await sha256(fs.readFile(name))]),
    );
    return { sum: JSON.stringify(sums), calls };
  }

  /**
   * Aborts a job at one of its calls, or at one of its reports. Returns what is wrong: it
   * ends in another way.
   */
  async abort(random: Random): Promise<string | undefined> {
    const command = random.pick(this.#jobs);
    if (!this.#known.has(command)) {
      this.#known.set(command, await this.#run(command, true));
    }
    const { calls } = this.#known.get(command)!;
    const byReports = random.below(4) === 0;
    const at = random.below(byReports ? 3 : calls);
    const reason = new Error("aborted");
    let passed = 0;
    const pass = () => {
      if (passed++ === at) job.abort(reason);
    };
    const job = this.#runtime.spawn(fsOf(this.#files), args(command), {
      timeout: HANG_MS,
      ...(byReports ? { onProgress: pass } : { onTrace: pass }),
    });
    try {
      const { exitCode } = await job.status;
      // It had fewer calls this time, or the last one was too late.
      if (exitCode === 0) return undefined;
      return `${command} ended with ${exitCode} instead of the call ${at}`;
    } catch (error) {
      if (error === reason) return undefined;
      return `${command}, aborted at the call ${at}: ${error}`;
    }
  }
}

function args(command: string): string[] {
  return ["-v", "error", "-nostdin", "-bitexact", ...command.split(" ")];
}
