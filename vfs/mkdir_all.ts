import type { FileKind, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { parsePath } from "./path.ts";

/**
 * Makes a directory and its parents by `stat` and `mkdir`: looks upwards for what
 * is there, and makes the rest downwards.
 */
export async function mkdirAll(
  fs: Fs,
  path: string,
  mode?: number,
): Promise<void> {
  const missing: string[] = [];
  let at = `/${parsePath(path, "mkdirAll").components.join("/")}`;
  while (at !== "/" && await kindOf(fs, at) !== "directory") {
    const end = at.lastIndexOf("/");
    missing.push(at.slice(end));
    at = at.slice(0, end) || "/";
  }
  if (at === "/") at = "";
  for (const name of missing.reverse()) {
    at += name;
    try {
      await fs.mkdir(at, mode);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (error.code !== "EEXIST") {
        throw new FsError(error.code, "mkdirAll", path, { cause: error });
      }
      // Somebody else was faster, or it is no directory.
      if (await kindOf(fs, at) !== "directory") {
        throw new FsError("ENOTDIR", "mkdirAll", path);
      }
    }
  }
}

/** What a name stands for; `undefined` for nothing that could be reached. */
async function kindOf(fs: Fs, path: string): Promise<FileKind | undefined> {
  try {
    return (await fs.stat(path)).kind;
  } catch (error) {
    if (error instanceof FsError) return undefined;
    throw error;
  }
}
