// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import {
  callback,
  checkOptions,
  fileSystem,
  number,
  type OptionTable,
  signal as signalCheck,
  text,
} from "../../vfs/check.ts";
import type { Fs } from "../../vfs/fs.ts";
import { canonicalPath } from "../../vfs/path.ts";
import { removeAll } from "../../vfs/remove_all.ts";
import type { SplitPlan } from "../media/parallel/plan_split.ts";
import { transcodeParallel } from "../media/parallel/transcode_parallel.ts";
import {
  type EncodeOptions,
  encodeTable,
} from "../media/transcode/transcode.ts";
import type { Runner } from "../run/runner.ts";
import { toBase64 } from "../util/base64.ts";
import { pickOptions } from "../util/option_table.ts";
import { jobId } from "./job_key.ts";
import type { JobProgress, JobQueue, QueuedJob } from "./job_queue.ts";
import type { JobRequest, JobSource, JobTarget } from "./job_request.ts";
import type { JobResult } from "./perform_job.ts";

/** Options of {@linkcode transcodeSplit}. */
export interface TranscodeSplitOptions extends EncodeOptions {
  /** The name by which workers know the store of input and output. */
  store: string;
  /**
   * Into how many parts the video is split, at most; each begins at a key frame.
   *
   * @default {4}
   */
  parts?: number | undefined;
  /**
   * With the same key, what an earlier call has completed is not done again, even if its
   * process is gone, and what has failed is tried anew. So what is complete is kept
   * beside the output when a call fails or is aborted; a call that succeeds removes it.
   * The default is a key of its own.
   */
  key?: string | undefined;
  /** Receives the progress of all parts together. */
  onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Cancels the jobs, and without a `key` removes what they have made. */
  signal?: AbortSignal | undefined;
}

const splitTable: OptionTable<TranscodeSplitOptions> = {
  ...encodeTable,
  ...{ store: text, parts: number({ least: 1, isWhole: true }), key: text },
  ...{ onProgress: callback, signal: signalCheck },
};

/** What a step of the plan writes, and what the last one reads of it. */
const WORK = "/afmpeg-work";

/**
 * Like {@linkcode transcodeParallel}, but each part is a job of a queue, for whichever
 * worker takes it: a worker that is lost costs one part. The input is looked at here; the
 * parts lie in a hidden directory beside the output until they are joined.
 *
 * @param runner Plans: it looks at the input.
 * @param fs The store, as this process reaches it.
 * @param input The input, in the store.
 * @param output The output, in the store.
 * @throws {JobFailedError} when a part or the joining has failed for good; with a `key`,
 * another call goes on from there.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, RuntimePool } from "@afmpeg/afmpeg";
 * import { createQueue, transcodeSplit } from "@afmpeg/afmpeg/queue";
 * import { assertEquals } from "@std/assert";
 *
 * const module = { file: "ffmpeg.wasm" };
 * await using pool = await RuntimePool.create({ module, size: 2 });
 * const media = new MemoryFs();
 * await using queue = await createQueue({ inProcess: pool, stores: { media } });
 * await pool.run(media, "-f lavfi -i testsrc=d=4 -c:v mpeg4 -g 25 in.mp4".split(" "));
 *
 * await transcodeSplit(queue, pool, media, "in.mp4", "out.mp4", {
 *   store: "media",
 *   parts: 2,
 * });
 * const { streams } = await pool.probe(media, "out.mp4", { count: "frames" });
 * assertEquals(streams[0]?.frameCount, 100);
 * ```
 */
export async function transcodeSplit(
  queue: JobQueue,
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: TranscodeSplitOptions,
): Promise<JobResult> {
  fileSystem("fs", fs);
  text("input", input);
  text("output", output);
  checkOptions("transcodeSplit", options, splitTable);
  text("store", Object(options).store);
  const { store, key: given, onProgress, signal } = options;
  const key = given ?? crypto.randomUUID();
  const plan = await transcodeParallel(runner, fs, input, output, {
    ...pickOptions(options, encodeTable),
    parts: options.parts ?? 4,
    ...{ work: WORK, dryRun: true, signal },
  });
  const folder = join(
    dirname(canonicalPath(output, "open")),
    `.afmpeg-${await jobId(key)}`,
  );
  const run = new SplitRun(queue, plan, { store, folder, key, onProgress });
  const cancel = () => void run.cancel();
  signal?.addEventListener("abort", cancel);
  try {
    signal?.throwIfAborted();
    const result = await run.all();
    await removeAll(fs, folder);
    return result;
  } catch (error) {
    await run.cancel();
    // With a key, the queue knows what is complete, and another call reads it.
    if (given === undefined) await removeAll(fs, folder);
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** Where the jobs of a split read and write, and who is told about them. */
interface SplitPlace {
  readonly store: string;
  /** The directory in the store for what is passed on. */
  readonly folder: string;
  readonly key: string;
  readonly onProgress: ((progress: JobProgress) => void) | undefined;
}

/** The steps of a plan as jobs, while they are done. */
class SplitRun {
  readonly #queue: JobQueue;
  readonly #plan: SplitPlan;
  readonly #place: SplitPlace;
  readonly #added: QueuedJob[] = [];
  readonly #fractions: number[] = [];
  #isCancelled = false;

  constructor(queue: JobQueue, plan: SplitPlan, place: SplitPlace) {
    this.#queue = queue;
    this.#plan = plan;
    this.#place = place;
  }

  /** Has all parts made, then the last step, which joins them. */
  async all(): Promise<JobResult> {
    const { steps } = this.#plan;
    const parts = steps.slice(0, -1).map((_, i) => this.#do(i));
    await Promise.all(parts);
    return await this.#do(steps.length - 1);
  }

  /** Cancels what is not done. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    await Promise.all(this.#added.map((job) => job.cancel()));
  }

  async #do(index: number): Promise<JobResult> {
    const added = await this.#queue.add(this.#request(index));
    // Another call with the same key tries anew what has failed.
    const job = await added.state() === "failed"
      ? await this.#queue.retry(added.id) ?? added
      : added;
    this.#added.push(job);
    // It may have been on its way to the queue meanwhile.
    if (this.#isCancelled) await job.cancel();
    const { onProgress } = this.#place;
    if (onProgress) {
      const reading = (async () => {
        for await (const { fraction } of job.progress()) {
          await this.#report(index, fraction ?? 0);
        }
      })();
      // What the callback throws is the end of all.
      const result = await Promise.race([
        job.result(),
        reading.then(() => job.result()),
      ]);
      await reading;
      await this.#report(index, 1);
      return result;
    }
    return await job.result();
  }

  /** Reports how far a step is; returns what the caller's function does. */
  #report(index: number, fraction: number): unknown {
    const { steps } = this.#plan;
    this.#fractions[index] = Math.max(this.#fractions[index] ?? 0, fraction);
    let [done, all] = [0, 0];
    for (const [i, { weight = 1 }] of steps.entries()) {
      done += weight * (this.#fractions[i] ?? 0);
      all += weight;
    }
    return this.#place.onProgress!({ fraction: done / all });
  }

  /** A step as a job: it reads the input and what is passed on, and writes one file. */
  #request(index: number): JobRequest {
    const { steps, files = {}, aliases = {} } = this.#plan;
    const { store, folder, key } = this.#place;
    const [, ...args] = steps[index]!.argv;
    const placeOf = (path: string): JobTarget => ({
      store,
      key: path.startsWith(`${WORK}/`)
        ? join(folder, path.slice(WORK.length))
        : aliases[path] ?? path,
    });
    const inputs: Record<string, JobSource> = {};
    for (const [i, arg] of args.entries()) {
      if (args[i - 1] !== "-i") continue;
      const path = pathOf(arg);
      const list = path.startsWith(`${WORK}/`)
        ? files[path.slice(WORK.length + 1)]
        : undefined;
      if (list === undefined) inputs[path] = placeOf(path);
      else {
        inputs[path] = { base64: toBase64(new TextEncoder().encode(list)) };
        // What it lists is read as well.
        for (const { argv } of steps.slice(0, index)) {
          const made = pathOf(argv.at(-1)!);
          inputs[made] = placeOf(made);
        }
      }
    }
    const output = pathOf(args.at(-1)!);
    return {
      version: 1,
      args,
      inputs,
      outputs: { [output]: placeOf(output) },
      key: `${key}: ${index + 1} of ${steps.length}`,
    };
  }
}

/** The path of a `file:` URL as plans write it. */
function pathOf(url: string): string {
  return url.replace(/^file:/, "");
}
