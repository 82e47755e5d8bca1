import type { Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat } from "./links.ts";

/**
 * Removes a tree by `readdir` and `remove`, from the leaves up. Of the root, what
 * lies in it.
 */
export async function removeAll(fs: Fs, path: string): Promise<void> {
  try {
    // A slash would follow a link, of which the name is meant.
    const { kind, name } = await lstat(fs, path.replace(/(?<=.)\/+$/, ""));
    if (kind !== "directory" && path.endsWith("/")) {
      throw new FsError("ENOTDIR", "removeAll", path);
    }
    if (kind === "directory") {
      const names = await (async () => {
        await using directory = await fs.open(path);
        return await directory.readdirnames();
      })();
      for (const name of names) await removeAll(fs, `${path}/${name}`);
    }
    if (name !== "/") await fs.remove(path);
  } catch (error) {
    const isGone = error instanceof FsError && error.code === "ENOENT";
    if (!isGone || path === "") throw error;
  }
}
