// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../vfs/fs.ts";
import { createWorkerPool } from "./run/create_worker_pool.ts";
import type { Frame } from "./media/frames/frame.ts";
import { frames, type FramesOptions } from "./media/frames/frames.ts";
import { thumbnail, type ThumbnailOptions } from "./media/frames/thumbnail.ts";
import type { WorkerPool } from "./run/worker_pool.ts";
import { checkRun, runTable } from "./run/check_run.ts";
import { takeRuntime } from "./run/check_runtime.ts";
import { createJob, type Job } from "./run/job.ts";
import { probe, type ProbeOptions } from "./media/probe/probe.ts";
import type { Probe } from "./media/probe/probe_result.ts";
import type { Result } from "./run/result.ts";
import type { RunOptions, SpawnOptions } from "./run/run_options.ts";
import type { Runner } from "./run/runner.ts";
import type { CloseOptions, RuntimeOptions } from "./run/runtime_options.ts";

/**
 * A compiled module, ready to run one command line after another.
 *
 * Runs of one runtime take turns, in the order in which they were started unless
 * their option `priority` says otherwise. Its thread keeps the process alive until
 * the runtime is closed.
 *
 * @example Transcoding in memory
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=duration=1", "in.wav"]);
 *
 * const result = await runtime.run(fs, ["-i", "in.wav", "out.flac"]);
 * assertEquals(result.exitCode, 0, result.stderr);
 * assertEquals((await runtime.probe(fs, "out.flac")).durationSec, 1);
 * ```
 */
export class Runtime implements Runner, AsyncDisposable {
  readonly #pool: WorkerPool;

  /** For `create` only. */
  protected constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  /**
   * Loads and compiles a module: the expensive step, done once.
   *
   * Also rejects with the reason of `signal`.
   *
   * @throws {HostError} when the page, or another host, lacks what every run needs.
   * @throws {ModuleError} when the module cannot be used.
   * @throws {LimitError} when its initial memory exceeds `maxMemoryBytes`, or it is
   * larger than `maxBytes`.
   * @throws {DownloadError} when it cannot be fetched.
   * @throws {ChecksumError} when the fetched module does not match its checksum.
   * @throws {FsError} when the module cannot be read, or the cache fails.
   * @throws {TypeError} when an option is invalid.
   */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    return new Runtime(await createWorkerPool(takeRuntime(options)));
  }

  /**
   * Starts an ffmpeg command line, or queues it; every path in it is resolved in
   * `fs`.
   *
   * @returns The live run: its streams, its progress and its result.
   * @throws {TypeError} when an argument or an option is invalid, for
   * instance a stream that is locked.
   */
  spawn(fs: Fs, args: readonly string[], options: SpawnOptions = {}): Job {
    return createJob(this.#pool, fs, args, options);
  }

  /**
   * Runs one ffmpeg command line to its end; every path in it is resolved in `fs`.
   *
   * A failure that ffmpeg reports is a result like any other: check `exitCode`.
   * Rejects as {@linkcode Job.status} does: also with the reason of `signal`, and
   * with the error of a broken file system or stream.
   *
   * @throws {TypeError} when an argument or an option is invalid.
   * @throws {TimeoutError} when it takes longer than `timeout`.
   * @throws {LimitError} when stdout is longer than `maxStdoutBytes`.
   * @throws {GuestTrapError} when the guest traps.
   * @throws {LongjmpError} when the guest calls `longjmp` with no valid target.
   * @throws {GuestError} when the guest's thread fails.
   * @throws {FsError} when `cwd` is not a directory.
   * @throws {ClosedError} when the runtime is closed.
   */
  async run(
    fs: Fs,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Result> {
    checkRun("run", fs, args, options, runTable);
    return await this.spawn(fs, args, options).status;
  }

  /**
   * Describes a media file: see {@linkcode Probe}. Also rejects as `run` does.
   *
   * @throws {FsError} when the file cannot be opened.
   * @throws {ProbeError} when ffmpeg does not recognise it.
   * @throws {LimitError} when its description is longer than `maxStdoutBytes`.
   *
   * @example Reading the streams of a file
   * ```ts
   * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
   * import { assert, assertEquals } from "@std/assert";
   *
   * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
   * const fs = new MemoryFs();
   * const source = "testsrc=duration=2:size=320x240:rate=30000/1001";
   * await runtime.run(fs, ["-f", "lavfi", "-i", source, "in.mp4"]);
   *
   * const { formatNames, streams } = await runtime.probe(fs, "in.mp4");
   * assert(formatNames.includes("mp4"));
   * const video = streams.find((stream) => stream.type === "video")!;
   * assertEquals([video.codec, video.width, video.height], ["h264", 320, 240]);
   * assertEquals(video.frameRate?.num, 30000);
   * ```
   */
  probe(fs: Fs, path: string, options: ProbeOptions = {}): Promise<Probe> {
    return probe(this, fs, path, options);
  }

  /**
   * Decodes frames of a video, one after another, as fast as they are consumed;
   * leaving the loop stops the decoder. Of a file without video, it decodes the cover.
   * All errors, those of `run` included, are thrown by the iteration.
   *
   * The runtime is busy until the loop ends: another call of it inside the loop would
   * wait for ever. Use a {@linkcode RuntimePool} for that.
   *
   * @throws {FsError} when the file cannot be opened.
   * @throws {ExitError} when ffmpeg fails, or there is no picture.
   * @throws {FrameCountError} when there are fewer frames than `count`.
   * @throws {TypeError} when an option is invalid.
   *
   * @example The brightness of a video, twice a second
   * ```ts
   * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
   * import { assertEquals } from "@std/assert";
   *
   * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
   * const fs = new MemoryFs();
   * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=duration=2", "in.mp4"]);
   *
   * const times: number[] = [];
   * for await (const frame of runtime.frames(fs, "in.mp4", { everySec: 0.5, width: 64 })) {
   *   const image = new ImageData(frame.data, frame.width, frame.height);
   *   assertEquals(image.width, 64);
   *   times.push(frame.timestampSec);
   * }
   * assertEquals(times, [0, 0.52, 1, 1.52]);
   * ```
   */
  frames(
    fs: Fs,
    path: string,
    options: FramesOptions = {},
  ): AsyncGenerator<Frame, void, undefined> {
    return frames(this, fs, path, options);
  }

  /**
   * Makes a picture file of one frame of a video, or of a cover where there is no
   * video. Also rejects as `run` does.
   *
   * @throws {FsError} when the file cannot be opened.
   * @throws {ExitError} when ffmpeg fails, there is no picture, or the engine cannot
   * encode the format.
   * @throws {LimitError} when the picture is larger than `maxStdoutBytes`.
   *
   * @example
   * ```ts
   * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
   * import { assertEquals } from "@std/assert";
   *
   * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
   * const fs = new MemoryFs();
   * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=duration=1", "in.mp4"]);
   *
   * const png = await runtime.thumbnail(fs, "in.mp4", { atSec: 0.5, width: 160 });
   * assertEquals(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
   * ```
   */
  thumbnail(
    fs: Fs,
    path: string,
    options: ThumbnailOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    return thumbnail(this, fs, path, options);
  }

  /**
   * Closes the runtime. Queued runs are rejected; the current one is awaited, or
   * aborted with the option `abort`. A second call waits for the first.
   *
   * @throws {TypeError} when an option is invalid.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    await this.#pool.close(options);
  }

  /** Like `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
