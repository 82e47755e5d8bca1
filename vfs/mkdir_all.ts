import type { FileKind, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { parsePath } from "./path.ts";

/** Makes a directory and its parents by `stat` and `mkdir`, from the root down. */
export async function mkdirAll(
  fs: Fs,
  path: string,
  mode?: number,
): Promise<void> {
  let at = "";
  let isThere = true;
  for (const name of parsePath(path, "mkdirAll").components) {
    at += `/${name}`;
    isThere &&= await kindOf(fs, at) === "directory";
    // Below what had to be made is nothing to be found.
    if (isThere) continue;
    try {
      await fs.mkdir(at, mode);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (error.code !== "EEXIST") {
        throw new FsError(error.code, {
          operation: "mkdirAll",
          path,
          cause: error,
        });
      }
      // Somebody else was faster, or it is no directory.
      if (await kindOf(fs, at) !== "directory") {
        throw new FsError("ENOTDIR", { operation: "mkdirAll", path });
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
