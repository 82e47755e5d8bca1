import { normalize } from "@std/path/posix";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat } from "./links.ts";
import { withoutEndSlashes } from "./path.ts";

/** A file under one of its names, in one of the file systems that may show it. */
export interface NamedFile {
  readonly fs: Fs;
  readonly path: string;
  readonly info: FileInfo;
}

/**
 * Whether two names stand for one file. Two file systems may show the same files,
 * so only what they say of them can tell: the numbers, and, since backends that
 * know nothing of each other may use the same ones, all that changes with a file.
 */
export async function isSameFile(
  a: NamedFile,
  b: NamedFile,
): Promise<boolean> {
  const { dev, ino } = a.info;
  if (ino === 0n || dev !== b.info.dev || ino !== b.info.ino) return false;
  // One may have been described a while ago.
  const now = async ({ fs, path, info }: NamedFile) =>
    (await find(fs, path, info.kind === "symlink" ? lstat : stat))?.info;
  const [one, other] = [await now(a), await now(b)];
  return one !== undefined && other !== undefined &&
    one.kind === other.kind && one.dev === other.dev &&
    one.ino === other.ino && one.size === other.size &&
    one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs;
}

/**
 * Whether a path leads to a directory or to a place below it, whatever links and
 * dots it goes by; what is missing on the way counts as if it had been made.
 */
export async function isInside(
  fs: Fs,
  path: string,
  directory: NamedFile,
): Promise<boolean> {
  let place = await existing(fs, path);
  while (place && place.info.kind === "directory") {
    if (await isSameFile(place, directory)) return true;
    const above = await find(fs, await parentPath(fs, place.path), stat);
    const isTop = above?.info.ino === place.info.ino &&
      above.info.dev === place.info.dev;
    if (isTop) return false;
    place = above;
  }
  return false;
}

/** The last directory on the way that exists. */
async function existing(
  fs: Fs,
  path: string,
): Promise<NamedFile | undefined> {
  for (let whole = `/${path}`;;) {
    let at = withoutEndSlashes(whole);
    let found = await find(fs, at, stat);
    while (!found && at !== "/") {
      at = at.slice(0, at.lastIndexOf("/")) || "/";
      found = await find(fs, at, stat);
    }
    const rest = normalize(`./${whole.slice(at.length)}`);
    const leadsOut = rest === ".." || rest.startsWith("../");
    if (found?.info.kind !== "directory" || !leadsOut) return found;
    // Dots lead out of what is missing, and on through what is not.
    whole = `${at}/${rest}`;
  }
}

/** By its name, unless that is a link or dots. */
async function parentPath(fs: Fs, path: string): Promise<string> {
  const end = path.lastIndexOf("/");
  const name = path.slice(end + 1);
  const isName = name !== "" && name !== "." && name !== "..";
  const isPlain = isName && (await lstat(fs, path)).kind === "directory";
  return isPlain ? path.slice(0, Math.max(0, end)) || "/" : `${path}/..`;
}

/** What a path leads to, if it can be told. */
export async function find(
  fs: Fs,
  path: string,
  describe: (fs: Fs, path: string) => Awaitable<FileInfo>,
): Promise<NamedFile | undefined> {
  try {
    return { fs, path, info: await describe(fs, path) };
  } catch (error) {
    if (error instanceof FsError) return undefined;
    throw error;
  }
}

/** Like {@linkcode Fs.stat}, for {@linkcode find}. */
export function stat(fs: Fs, path: string): Awaitable<FileInfo> {
  return fs.stat(path);
}
