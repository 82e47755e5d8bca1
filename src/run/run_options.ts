import type { Fs } from "../../vfs/fs.ts";
import type { LogRecord } from "../ffmpeg/log_reader.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";

/** Where a guest may read its standard input from. */
export type StdinSource = ReadableStream<Uint8Array> | Uint8Array | Blob;

/** What bounds a run. Each limit has a default, and `Infinity` disables it. */
export interface RunLimits {
  /**
   * How long the run may take, in milliseconds, not counting the wait for its
   * turn.
   *
   * @default {3600000}
   */
  timeout?: number | undefined;
  /**
   * How many bytes the run may add to the file system, and to each that is mounted;
   * one more is ENOSPC, which ffmpeg reports.
   *
   * @default {8589934592}
   */
  maxBytes?: number | undefined;
  /**
   * How many bytes one file may grow to; one more is EFBIG, which ffmpeg reports.
   *
   * @default {Infinity}
   */
  maxFileBytes?: number | undefined;
  /**
   * How many files, links and directories the run may add to the file system, and to
   * each that is mounted; one more is EDQUOT, which ffmpeg reports.
   *
   * @default {1000000}
   */
  maxFiles?: number | undefined;
  /**
   * How many files the guest may have open at once, of which the three streams and
   * each directory that it finds are some; one more is EMFILE.
   *
   * @default {1024}
   */
  maxOpenFiles?: number | undefined;
  /**
   * How many bytes of stdout are kept: of more, the beginning and the end.
   *
   * @default {67108864}
   */
  maxStdoutBytes?: number | undefined;
  /**
   * How many bytes of stderr are kept: of more, the beginning and the end.
   *
   * @default {1048576}
   */
  maxStderrBytes?: number | undefined;
  /**
   * How many bytes the guest may have in its own `/tmp`.
   *
   * @default {268435456}
   */
  maxScratchBytes?: number | undefined;
}

/** What a guest finds when it starts. */
export interface GuestOptions {
  /**
   * The name that the guest is called by: programs that are several choose by it.
   *
   * @default {"ffmpeg"}
   */
  argv0?: string | undefined;
  /** The environment of the guest. The default is empty. */
  env?: Readonly<Record<string, string>> | undefined;
  /**
   * The working directory: what relative paths of the command line are relative
   * to. The guest finds it in `PWD`, as the engines that we build do.
   *
   * @default {"/"}
   */
  cwd?: string | undefined;
  /** More file systems, by the path at which the guest finds them: `{ "/fonts": fonts }`. */
  mounts?: Readonly<Record<string, Fs>> | undefined;
  /** A clock that is the same in every run. The default is that of the host. */
  clock?: SteppingClockOptions | undefined;
  /** Makes the random numbers of the guest the same in every run. The default is chance. */
  randomSeed?: number | undefined;
}

/** Options of {@linkcode Runtime.run}. */
export interface RunOptions extends RunLimits, GuestOptions {
  /**
   * Stops the run, wherever it is: the promise rejects at once with
   * `signal.reason`, and from then on nothing reaches the file system.
   */
  signal?: AbortSignal | undefined;
  /**
   * Whether the file system is to change only if ffmpeg exits with 0: then all at
   * once at the end, each file in one step. After a failure, a trap or an abort it
   * is as it was.
   *
   * @default {false}
   */
  atomic?: boolean | undefined;
  /** What the guest reads from its standard input. The default is nothing. */
  stdin?: StdinSource | undefined;
  /** Where the standard output goes. The default is `stdout` of the result. */
  stdout?: WritableStream<Uint8Array<ArrayBuffer>> | undefined;
  /** Is told of each line of ffmpeg's log. What it throws ends the run. */
  onLog?: ((record: LogRecord) => void) | undefined;
  /**
   * Is told how far ffmpeg has come, twice a second or as `-stats_period` says. What
   * it throws ends the run. A `-progress` in the command line is served as well,
   * for which the module needs the protocol `tee`.
   */
  onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Is told of each call that the guest makes of its host, in the manner of
   * `strace`: `fd_close(4) = SUCCESS`. What it throws ends the run.
   */
  onTrace?: ((line: string) => void) | undefined;
  /**
   * Whether the result says what the run has spent its time on.
   *
   * @default {false}
   */
  profile?: boolean | undefined;
}

/** Options of {@linkcode Runtime.spawn}. */
export interface SpawnOptions extends Omit<RunOptions, "stdin" | "stdout"> {
  /** What the guest reads from its standard input; `"piped"`: what is written to `stdin` of the job. */
  stdin?: StdinSource | "piped" | undefined;
  /**
   * Where the standard output goes; `"piped"`: to `stdout` of the job. The default
   * is `stdout` of the result.
   */
  stdout?: WritableStream<Uint8Array<ArrayBuffer>> | "piped" | undefined;
  /** Whether what ffmpeg says is to be had from `stderr` of the job, and not only in the result. */
  stderr?: "piped" | undefined;
  /**
   * Whether ffmpeg reports how far it has come to `progress` of the job.
   *
   * @default {false}
   */
  progress?: boolean | undefined;
}
