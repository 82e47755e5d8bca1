// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Device } from "../../vfs/device_fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { LimitError } from "../util/errors.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import { levelNumber } from "../ffmpeg/log_level.ts";
import { requestLog } from "../ffmpeg/log_request.ts";
import { ProgressEstimate } from "../ffmpeg/progress_estimate.ts";
import { ProgressFeed } from "../ffmpeg/progress_feed.ts";
import { requestProgress } from "../ffmpeg/progress_request.ts";
import { ProgressReader } from "../ffmpeg/progress_reader.ts";
import type { SpawnOptions } from "./run_options.ts";
import { InputMeter } from "./input_meter.ts";
import { CallerCalls } from "./caller_calls.ts";
import { Capture } from "./streams/capture.ts";
import { InputFile } from "./streams/input_file.ts";
import { OutputFile } from "./streams/output_file.ts";
import { LogFile, StderrFile } from "./streams/stderr_file.ts";
import { TraceFile } from "./streams/trace_file.ts";
import { typeNameOf } from "../util/type_name.ts";

const MiB = 2 ** 20;

/** The streams of a run: the guest's ends and the caller's. */
export class JobStreams {
  /** The command line, changed so that ffmpeg reports what the caller wants. */
  readonly args: readonly string[];
  readonly stdin: InputFile;
  readonly stdout: Capture | OutputFile;
  readonly stderr: StderrFile;
  /** Receives a line for each call of the guest, if the caller wants a trace. */
  readonly trace: TraceFile | undefined;
  /** The devices that the command line needs, by their names in `/dev`. */
  readonly devices: Readonly<Record<string, Device>>;
  /** The caller's ends: those that are piped. */
  readonly piped: {
    readonly stdin?: WritableStream<Uint8Array>;
    readonly stdout?: ReadableStream<Uint8Array<ArrayBuffer>>;
    readonly stderr?: ReadableStream<Uint8Array<ArrayBuffer>>;
  };
  /** Measures how much of the inputs is read, if the guest reports its progress. */
  readonly meter: InputMeter | undefined;
  /** The samples, if the guest reports its progress. */
  readonly progress: ProgressFeed | undefined;
  /** The captured part of stdout. */
  readonly stdoutCapture: Capture;
  /** The captured part of stderr. */
  readonly stderrCapture: Capture;
  readonly #stderrPipe: OutputFile | undefined;
  readonly #calls: CallerCalls;

  /** @param onError Is called when a stream or a function of the caller fails. */
  constructor(
    args: readonly string[],
    options: SpawnOptions,
    onError: (error: unknown) => void,
  ) {
    const { stdin, stdout, stderr, onLog, onProgress, onTrace } = options;
    checkStream("stdin", stdin);
    checkStream("stdout", stdout);
    const input = stdin === "piped" ? new TransformStream() : undefined;
    const output = stdout === "piped" ? newPipe() : undefined;
    const errors = stderr === "piped" ? newPipe() : undefined;
    this.piped = {
      ...(input && { stdin: input.writable }),
      ...(output && { stdout: output.readable }),
      ...(errors && { stderr: errors.readable }),
    };
    this.stdin = new InputFile(
      "stdin",
      input?.readable ?? streamOf(stdin),
      onError,
    );
    const { maxStdoutBytes = 64 * MiB, stdoutOverflow = "fail" } = options;
    this.stdoutCapture = new Capture(
      "stdout",
      maxStdoutBytes,
      stdoutOverflow === "fail"
        ? () => {
          onError(
            new LimitError("return stdout", {
              option: "maxStdoutBytes",
              limit: maxStdoutBytes,
              hint: "give a stream as `stdout`, or have the middle dropped " +
                'with `stdoutOverflow: "drop"`',
            }),
          );
          throw new FsError("EFBIG", { operation: "write", path: "stdout" });
        }
        : undefined,
    );
    this.stderrCapture = new Capture("stderr", options.maxStderrBytes ?? MiB);
    const target = output?.writable ?? stdout as WritableStream | undefined;
    this.stdout = target
      ? new OutputFile("stdout", target, output ? undefined : onError)
      : this.stdoutCapture;
    this.#stderrPipe = errors &&
      new OutputFile("stderr", errors.writable);

    const calls = this.#calls = new CallerCalls(onError);
    this.trace = onTrace && new TraceFile(onTrace, calls);
    const reports = options.progress || onProgress;
    if (!reports && !onLog) {
      this.args = [...args];
      this.devices = {};
      this.stderr = new StderrFile(this.stderrCapture, this.#stderrPipe);
      return;
    }
    // ffmpeg logs the duration of its inputs at the level "info".
    const line = CommandLine.parse(args);
    const log = requestLog(line, levelNumber(reports ? "info" : "quiet"));
    const meter = reports
      ? new InputMeter(line, options.cwd, gaugeOf(stdin, this.stdin))
      : undefined;
    this.meter = meter;
    const estimate = new ProgressEstimate(
      line,
      options.durationSec,
      () => meter?.fraction,
    );
    this.stderr = new LogFile(
      this.stderrCapture,
      this.#stderrPipe,
      log,
      (record, isWanted) => {
        estimate.learn(record);
        if (isWanted && onLog) calls.call(onLog, record);
      },
      calls,
    );
    if (!reports) {
      this.args = log.line.toArgs();
      this.devices = {};
      return;
    }
    const feed = this.progress = new ProgressFeed();
    const reader = new ProgressReader((report) => {
      const sample = estimate.progressOf(report);
      feed.push(sample);
      if (onProgress) calls.call(onProgress, sample);
    });
    this.args = requestProgress(log.line, "/dev/progress").toArgs();
    this.devices = {
      progress: {
        write(data) {
          const { length } = data;
          reader.push(data);
          return calls.after(length);
        },
      },
    };
  }

  /** Passes on what was held back, and waits for the functions of the caller. */
  async settle(): Promise<void> {
    await this.stderr.flush();
    await this.#calls.after(undefined);
  }

  /** Ends everything that the caller reads from. */
  async end(): Promise<void> {
    this.stdin.end(new FsError("EPIPE", { operation: "write", path: "stdin" }));
    await this.#stderrPipe?.end();
    if (this.stdout instanceof OutputFile) await this.stdout.end();
    this.progress?.end();
  }

  /** Ends everything that the caller reads from with an error. */
  fail(reason: unknown): void {
    this.stdin.end(reason);
    this.#stderrPipe?.fail(reason);
    if (this.stdout instanceof OutputFile) this.stdout.fail(reason);
    this.progress?.end(reason);
  }
}

/** How far a source of known size is read. */
function gaugeOf(source: SpawnOptions["stdin"], file: InputFile) {
  const size = source instanceof Blob
    ? source.size
    : source instanceof Uint8Array
    ? source.length
    : 0;
  return {
    size,
    get position(): number {
      return file.position;
    },
  };
}

/** A stream that buffers as much as a pipe of the host before its writer waits. */
function newPipe() {
  type Bytes = Uint8Array<ArrayBuffer>;
  return new TransformStream<Bytes, Bytes>(undefined, undefined, {
    highWaterMark: 65_536,
    size: ({ length }) => length,
  });
}

function streamOf(
  source: ReadableStream<Uint8Array> | Uint8Array | Blob | "piped" | undefined,
): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  if (source instanceof Blob) return source.stream();
  // Chromium has no `ReadableStream.from`.
  return new ReadableStream({
    start(controller) {
      if (source instanceof Uint8Array) controller.enqueue(source);
      controller.close();
    },
  });
}

const streams = {
  stdin: {
    types: [ReadableStream, Uint8Array, Blob],
    advice: "a ReadableStream, a Uint8Array or a Blob",
  },
  stdout: { types: [WritableStream], advice: "a WritableStream" },
};

/**
 * Checks a stream, before anything is locked.
 *
 * @throws {TypeError} unless the guest can use it.
 */
function checkStream(name: keyof typeof streams, stream: unknown): void {
  if (stream === undefined || stream === "piped") return;
  const { types, advice } = streams[name];
  if (!types.some((type) => stream instanceof type)) {
    throw new TypeError(
      `Cannot use \`${name}\`: received ${typeNameOf(stream)}; give ${advice}`,
    );
  }
  if ((stream as { locked?: boolean }).locked) {
    throw new TypeError(
      `Cannot use \`${name}\`: received a stream that is locked; release its ` +
        "reader or writer first",
    );
  }
}
