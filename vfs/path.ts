import { FsError } from "./fs_error.ts";

const COMPONENT_BYTES = 255;
const PATH_BYTES = 4096;

/** A path taken apart: see {@linkcode parsePath}. */
export interface ParsedPath {
  /** The names to walk, `..` included, without empty ones, and without `.` but at the end. */
  readonly components: string[];
  /** Whether it ends in a slash, and so demands a directory. */
  readonly needsDirectory: boolean;
}

/**
 * Takes a path apart, relative to the root whether it begins with a slash or not.
 *
 * Errors: ENOENT (empty), EINVAL (a NUL), ENAMETOOLONG (a component over 255
 * bytes of UTF-8, or more than 4095 bytes in all).
 */
export function parsePath(path: string, operation: string): ParsedPath {
  checkLinkTarget(path, operation);
  const names = path.split("/");
  const last = names.findLastIndex((name) => name !== "");
  const components: string[] = [];
  for (const [i, name] of names.entries()) {
    if (name === "" || (name === "." && i < last)) continue;
    if (isLonger(name, COMPONENT_BYTES)) {
      throw new FsError("ENAMETOOLONG", operation, path);
    }
    components.push(name);
  }
  return { components, needsDirectory: names.at(-1) === "" };
}

/**
 * Whether a symbolic link can hold `target`: as on Linux, its names are only
 * looked at when it is followed.
 *
 * Errors: ENOENT (empty), EINVAL (a NUL), ENAMETOOLONG (more than 4095 bytes).
 */
export function checkLinkTarget(target: string, operation: string): void {
  if (target === "") throw new FsError("ENOENT", operation, target);
  if (target.includes("\0")) throw new FsError("EINVAL", operation, target);
  if (isLonger(target, PATH_BYTES - 1)) {
    throw new FsError("ENAMETOOLONG", operation, target);
  }
}

/** A path without dots and doubled slashes, for one that leads through no links. */
export function canonicalPath(path: string, operation: string): string {
  const names = parsePath(path, operation).components
    .filter((name) => name !== ".");
  return `/${names.join("/")}`;
}

/** Whether `text` is longer than `bytes` in UTF-8, which is at most three times its length. */
function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * 3 > bytes &&
    new TextEncoder().encode(text).length > bytes;
}

/** What a file is called that was named by `path`: the last component, `"/"` for the root. */
export function lastName(path: string): string {
  return path.split("/").findLast((part) => part !== "" && part !== ".") ?? "/";
}

/** The path of a name in a directory that is given without a slash at its end. */
export function childPath(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

/** Whether `path` is `ancestor` or lies below it; both are canonical. */
export function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || ancestor === "/" ||
    path.startsWith(`${ancestor}/`);
}
