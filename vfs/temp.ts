import { join } from "@std/path/posix";
import { checkFs, checkOptions, text } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { isErrno } from "./is_errno.ts";

/** Options of {@linkcode tempFile} and {@linkcode tempDir}. */
export interface TempOptions {
  /** Where to make it. The default is the root. */
  dir?: string;
  /** What its name begins with. */
  prefix?: string;
  /** What its name ends with. */
  suffix?: string;
}

/** So often a name is tried before the file system is taken for broken. */
const TRIES = 100;

/**
 * Makes an empty file of a name that was free. Returns its path: on a
 * {@linkcode SyncFs}, at once.
 *
 * @throws {FsError} ENOENT, and what else making one may fail with.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function tempFile(fs: SyncFs, options?: TempOptions): string;
/** The same for any file system: to be awaited. */
export function tempFile(fs: Fs, options?: TempOptions): Awaitable<string>;
export function tempFile(fs: Fs, options?: TempOptions): Awaitable<string> {
  check("tempFile", fs, options);
  const flags = { write: true, create: true, exclusive: true, mode: 0o600 };
  return drive(unique(options, function* (path) {
    yield (yield* wait(fs.openFile(path, flags))).close();
  }));
}

/**
 * Makes an empty directory of a name that was free. Returns its path: on a
 * {@linkcode SyncFs}, at once.
 *
 * @throws {FsError} ENOENT, and what else making one may fail with.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function tempDir(fs: SyncFs, options?: TempOptions): string;
/** The same for any file system: to be awaited. */
export function tempDir(fs: Fs, options?: TempOptions): Awaitable<string>;
export function tempDir(fs: Fs, options?: TempOptions): Awaitable<string> {
  check("tempDir", fs, options);
  return drive(unique(options, function* (path) {
    yield fs.mkdir(path, 0o700);
  }));
}

function* unique(
  { dir = "/", prefix = "", suffix = "" }: TempOptions = {},
  make: (path: string) => Steps<void>,
): Steps<string> {
  for (let left = TRIES;; left--) {
    const random = crypto.randomUUID().slice(0, 8);
    const path = join(dir, `${prefix}${random}${suffix}`);
    try {
      yield* make(path);
      return path;
    } catch (error) {
      if (!isErrno(error, "EEXIST") || left === 0) throw error;
    }
  }
}

function check(owner: string, fs: Fs, options: TempOptions | undefined): void {
  checkFs(fs);
  checkOptions(owner, options, { dir: text, prefix: text, suffix: text });
}
