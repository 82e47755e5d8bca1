import type { FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";

/** Describes a file, or says that there is none. */
async function find(fs: Fs, path: string): Promise<FileInfo | undefined> {
  try {
    return await fs.stat(path);
  } catch (error) {
    if (
      error instanceof FsError &&
      (error.code === "ENOENT" || error.code === "ENOTDIR")
    ) return undefined;
    throw error;
  }
}

/** Whether there is a file of that name; a link counts if its target does. */
export async function exists(fs: Fs, path: string): Promise<boolean> {
  return await find(fs, path) !== undefined;
}

/** Whether the name stands for a directory. */
export async function isDir(fs: Fs, path: string): Promise<boolean> {
  return (await find(fs, path))?.kind === "directory";
}

/** Whether a directory has no entries, or a file no bytes. Errors: ENOENT. */
export async function isEmpty(fs: Fs, path: string): Promise<boolean> {
  const { kind, size } = await fs.stat(path);
  if (kind !== "directory") return size === 0;
  await using directory = await fs.open(path);
  return (await directory.readdir(1)).length === 0;
}
