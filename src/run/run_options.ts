// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import type { LogRecord } from "../ffmpeg/log_reader.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import type { Priority } from "./priority.ts";

/** Where a guest can read its standard input from. */
export type StdinSource = ReadableStream<Uint8Array> | Uint8Array | Blob;

/** The limits of a run. Each has a default, and `Infinity` disables it. */
export interface RunLimits {
  /**
   * How long the run may take, in milliseconds, not counting the wait for its
   * turn.
   *
   * @default {3600000}
   */
  timeout?: number | undefined;
  /**
   * How long the run may take between two writes to stdout, in milliseconds, not
   * counting the time that the reader of stdout takes.
   *
   * @default {Infinity}
   */
  stallTimeout?: number | undefined;
  /**
   * How many bytes the run may add to the file system, and to each mounted one;
   * one more fails with ENOSPC, which ffmpeg reports.
   *
   * @default {8589934592}
   */
  maxBytes?: number | undefined;
  /**
   * How many bytes one file may grow to; one more fails with EFBIG, which ffmpeg
   * reports.
   *
   * @default {Infinity}
   */
  maxFileBytes?: number | undefined;
  /**
   * How many files, links and directories the run may add to the file system, and to
   * each mounted one; one more fails with EDQUOT, which ffmpeg reports.
   *
   * @default {1000000}
   */
  maxFiles?: number | undefined;
  /**
   * How many files the guest may have open at once, including the three standard
   * streams and each preopen; one more fails with EMFILE.
   *
   * @default {1024}
   */
  maxOpenFiles?: number | undefined;
  /**
   * How many bytes of stdout are kept for the result. With more, the run ends at
   * once with a {@linkcode LimitError}, unless `stdoutOverflow` says otherwise.
   *
   * @default {67108864}
   */
  maxStdoutBytes?: number | undefined;
  /**
   * How many bytes of stderr are kept for the result; of a longer one, the beginning and the end.
   *
   * @default {1048576}
   */
  maxStderrBytes?: number | undefined;
  /**
   * How many bytes the guest may keep in its own `/tmp`.
   *
   * @default {268435456}
   */
  maxScratchBytes?: number | undefined;
}

/** The environment that a guest starts in. */
export interface GuestOptions {
  /**
   * The name that the guest is called by, with which a module that contains several
   * programs chooses one.
   *
   * @default {"ffmpeg"}
   */
  argv0?: string | undefined;
  /** The environment variables of the guest. The default is none. */
  env?: Readonly<Record<string, string>> | undefined;
  /**
   * The working directory, against which relative paths of the command line are
   * resolved.
   *
   * WASI has none. A guest that reads `PWD`, as our engines do, has it in every
   * respect. One that cannot read its environment finds the directory as the preopen
   * `.`: with wasi-libc, which cannot tell them apart, its absolute paths start there,
   * too, unless they lead into a mount. For any other, pass
   * `new BasePathFs(fs, directory)` as the file system.
   *
   * @default {"/"}
   */
  cwd?: string | undefined;
  /** More file systems, by the path at which the guest sees them: `{ "/fonts": fonts }`. */
  mounts?: Readonly<Record<string, Fs>> | undefined;
  /** A clock that is the same in every run. The default is that of the host. */
  clock?: SteppingClockOptions | undefined;
  /** Makes the guest's random numbers the same in every run. By default they differ. */
  randomSeed?: number | undefined;
}

/** Options of {@linkcode Runtime.run}. */
export interface RunOptions extends RunLimits, GuestOptions {
  /**
   * Aborts the run at any point: the promise rejects at once with `signal.reason`,
   * and from then on nothing reaches the file system.
   */
  signal?: AbortSignal | undefined;
  /**
   * How urgent the run is while it is queued: see {@linkcode Priority}.
   *
   * @default {"batch"}
   */
  priority?: Priority | undefined;
  /**
   * Whether the file system changes only if ffmpeg exits with 0: then everything at
   * the end, each file in one step. After a failure, a trap or an abort it is
   * unchanged.
   *
   * @default {false}
   */
  atomic?: boolean | undefined;
  /**
   * What the guest reads from its standard input. Bytes must stay as they are until it has
   * read them. The default is empty.
   */
  stdin?: StdinSource | undefined;
  /** Where the standard output goes. The default is `stdout` of the result. */
  stdout?: WritableStream<Uint8Array<ArrayBuffer>> | undefined;
  /**
   * What happens when stdout is longer than `maxStdoutBytes`. `"fail"`: the run
   * fails. `"drop"`: the result has its beginning and its end, and counts what is
   * missing in between.
   *
   * @default {"fail"}
   */
  stdoutOverflow?: "fail" | "drop" | undefined;
  /**
   * Receives each line of ffmpeg's log. If it throws or rejects, the run fails; if it
   * is async, ffmpeg waits for it.
   */
  onLog?: ((record: LogRecord) => void) | undefined;
  /**
   * Receives the progress of ffmpeg, twice a second or as `-stats_period` says. If
   * it throws or rejects, the run fails; if it is async, ffmpeg waits for it. A
   * `-progress` in the command line still works if the module has the protocol `tee`.
   */
  onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * How long the output will be, in seconds, if you know: of which the progress is a
   * fraction. By default, the fraction follows from the command line and the inputs, or
   * else from how much of the inputs is read.
   */
  durationSec?: number | undefined;
  /**
   * Receives each call from the guest to its host, in the style of `strace`:
   * `fd_close(4) = SUCCESS`. If it throws or rejects, the run fails; if it is async,
   * the guest waits for it.
   */
  onTrace?: ((line: string) => void) | undefined;
  /**
   * Whether the result includes a profile of how the run spent its time.
   *
   * @default {false}
   */
  profile?: boolean | undefined;
}

/** Options of {@linkcode Runtime.spawn}. */
export interface SpawnOptions extends Omit<RunOptions, "stdin" | "stdout"> {
  /** What the guest reads from its standard input; `"piped"`: from `stdin` of the job. */
  stdin?: StdinSource | "piped" | undefined;
  /**
   * Where the standard output goes; `"piped"`: to `stdout` of the job. The default
   * is `stdout` of the result.
   */
  stdout?: WritableStream<Uint8Array<ArrayBuffer>> | "piped" | undefined;
  /** `"piped"`: stderr goes to `stderr` of the job, and not only to the result. */
  stderr?: "piped" | undefined;
  /**
   * Whether ffmpeg reports its progress to `progress` of the job.
   *
   * @default {false}
   */
  progress?: boolean | undefined;
}
