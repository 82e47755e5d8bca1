import { join } from "@std/path/posix";
import type { Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";

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

/** Makes an empty file of a name that was free. Returns its path. */
export async function tempFile(fs: Fs, options?: TempOptions): Promise<string> {
  return await unique(options, async (path) => {
    const flags = { write: true, create: true, exclusive: true, mode: 0o600 };
    await (await fs.openFile(path, flags)).close();
  });
}

/** Makes an empty directory of a name that was free. Returns its path. */
export async function tempDir(fs: Fs, options?: TempOptions): Promise<string> {
  return await unique(options, async (path) => await fs.mkdir(path, 0o700));
}

async function unique(
  { dir = "/", prefix = "", suffix = "" }: TempOptions = {},
  make: (path: string) => Promise<void>,
): Promise<string> {
  for (let left = TRIES;; left--) {
    const random = crypto.randomUUID().slice(0, 8);
    const path = join(dir, `${prefix}${random}${suffix}`);
    try {
      await make(path);
      return path;
    } catch (error) {
      const isTaken = error instanceof FsError && error.code === "EEXIST";
      if (!isTaken || left === 0) throw error;
    }
  }
}
