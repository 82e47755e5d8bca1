import type { FileKind, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { parsePath } from "./path.ts";

/** Makes a directory and its parents by `stat` and `mkdir`, from the root down. */
export async function mkdirAll(
  fs: Fs,
  path: string,
  mode?: number,
): Promise<void> {
  let made = "";
  for (const name of parsePath(path, "mkdirAll").components) {
    made += `/${name}`;
    if (await kindOf(fs, made, path) !== undefined) continue;
    try {
      await fs.mkdir(made, mode);
    } catch (error) {
      // Somebody else was faster.
      const isThere = error instanceof FsError && error.code === "EEXIST";
      if (!isThere) throw error;
    }
  }
}

/** Errors: ENOTDIR where the name stands for something else. */
async function kindOf(
  fs: Fs,
  path: string,
  shownPath: string,
): Promise<FileKind | undefined> {
  try {
    const { kind } = await fs.stat(path);
    if (kind === "directory") return kind;
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    if (error.code === "ENOENT") return undefined;
    throw new FsError(error.code, "mkdirAll", shownPath);
  }
  throw new FsError("ENOTDIR", "mkdirAll", shownPath);
}
