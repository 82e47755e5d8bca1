// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkPath } from "./check.ts";
import { FsError } from "./fs_error.ts";

const COMPONENT_BYTES = 255;
/** A name that is shorter cannot be too long, whatever is in it. */
const SHORT = COMPONENT_BYTES / 3;
const TARGET_BYTES = 4095;
/**
 * The longest path that is looked up. The limit of 4,095 bytes is a rule of
 * system calls; a tree may well be deeper, as repeatedly renaming it into a new
 * directory shows. But walking a tree names each entry by a path, whose length
 * bounds the cost of the entry: with sixteen times the limit of a system call,
 * that is 32,768 names to look up and a few milliseconds, and no tree takes
 * more than its entries times that.
 */
const PATH_LENGTH = 65_535;

/** More links than this on the way to a file are a loop: ELOOP. */
export const MAX_LINKS = 40;

/** A parsed path: see {@linkcode parsePath}. */
export interface ParsedPath {
  /**
   * The names to walk, including `..`, without empty ones, and without `.`
   * except at the end.
   */
  readonly components: string[];
  /** Whether it ends in a slash, and so requires a directory. */
  readonly needsDirectory: boolean;
}

/**
 * Parses a path, which is relative to the root whether it begins with a slash
 * or not.
 *
 * @throws {FsError} ENOENT (empty), EINVAL (a NUL), EILSEQ (a lone surrogate),
 * ENAMETOOLONG (a component over 255 bytes of UTF-8, or a total length over 65,535).
 */
export function parsePath(path: string, operation: string): ParsedPath {
  checkPath(path);
  if (path === "") throw new FsError("ENOENT", { operation, path });
  if (path.includes("\0")) throw new FsError("EINVAL", { operation, path });
  checkWellFormed(path, operation);
  checkLength(path, operation);
  const names = path.split("/");
  const last = names.findLastIndex((name) => name !== "");
  const components: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (name === "" || (name === "." && i < last)) continue;
    if (isLonger(name, COMPONENT_BYTES)) {
      throw new FsError("ENAMETOOLONG", { operation, path });
    }
    components.push(name);
  }
  return { components, needsDirectory: names.at(-1) === "" };
}

/**
 * A lone surrogate has no encoding: the host would replace it by another character,
 * and so open another file.
 *
 * @throws {FsError} EILSEQ.
 */
function checkWellFormed(path: string, operation: string): void {
  if (!path.isWellFormed()) throw new FsError("EILSEQ", { operation, path });
}

/** @throws {FsError} ENAMETOOLONG, if the whole path is too long. */
export function checkLength(path: string, operation: string): void {
  if (path.length > PATH_LENGTH) {
    throw new FsError("ENAMETOOLONG", { operation, path });
  }
}

/**
 * Checks that a symbolic link can hold `target`: as on Linux, its names are
 * checked only when it is followed.
 *
 * @throws {FsError} ENOENT (empty), EINVAL (a NUL), ENAMETOOLONG (more than
 * 4095 bytes).
 */
export function checkLinkTarget(target: string, operation: string): void {
  checkPath(target, "target");
  if (target === "") throw new FsError("ENOENT", { operation, path: target });
  if (target.includes("\0")) {
    throw new FsError("EINVAL", { operation, path: target });
  }
  checkWellFormed(target, operation);
  if (isLonger(target, TARGET_BYTES)) {
    throw new FsError("ENAMETOOLONG", { operation, path: target });
  }
}

/**
 * The canonical path of a file that a file system is made with: no name in it may be
 * `..`, as there is no directory yet that it could lead up from.
 *
 * @throws {FsError} EINVAL, ENOENT (no name at all), and those of `parsePath`.
 */
export function givenPath(path: string, operation: string): string {
  const canonical = canonicalPath(path, operation);
  const code = canonical === "/"
    ? "ENOENT"
    : canonical.split("/").includes("..") || path.endsWith("/")
    ? "EINVAL"
    : undefined;
  if (code) throw new FsError(code, { operation, path });
  return canonical;
}

/** The path without dots and double slashes, if it leads through no links. */
export function canonicalPath(path: string, operation: string): string {
  const names = parsePath(path, operation).components
    .filter((name) => name !== ".");
  return `/${names.join("/")}`;
}

/**
 * The path from the root without slashes at its end or double ones; `undefined` if
 * there are dots in it, which may lead back through links.
 *
 * @throws {FsError} Those of `parsePath`.
 */
export function plainPath(path: string, operation: string): string | undefined {
  if (isPlain(path)) return path.startsWith("/") ? path : `/${path}`;
  const { components } = parsePath(path, operation);
  const hasDots = components.some((name) => name === "." || name === "..");
  return hasDots ? undefined : `/${components.join("/")}`;
}

/**
 * Whether a path is seen to be valid and without dots and needless slashes, in much
 * less time than it takes to part it into names: for others, that has to be done.
 */
function isPlain(path: string): boolean {
  const { length } = path;
  if (length === 0 || length > PATH_LENGTH || path.endsWith("/")) return false;
  if (path.startsWith(".") || path.includes("/.")) return false;
  if (path.includes("//") || path.includes("\0")) return false;
  // From one slash to the last that the longest name allows.
  for (let at = -1; length - at > SHORT;) {
    const next = path.lastIndexOf("/", at + SHORT);
    if (next <= at) return false;
    at = next;
  }
  return path.isWellFormed();
}

/**
 * Whether `text` is longer than `bytes` in UTF-8, which takes at most three
 * times its length.
 */
function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * 3 > bytes &&
    new TextEncoder().encode(text).length > bytes;
}

/**
 * A path without its trailing slashes, which would follow a link; the root
 * keeps one.
 */
export function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

/**
 * The name of the file at `path`: the last component, or `"/"` for the root.
 * Unlike in `@std/path`, a dot at the end is not a name.
 */
export function basename(path: string): string {
  for (let end = path.length; end > 0;) {
    const start = path.lastIndexOf("/", end - 1) + 1;
    const name = path.slice(start, end);
    if (name !== "" && name !== ".") return name;
    end = start - 1;
  }
  return "/";
}

/**
 * The path of a name in a directory, which has no slash at its end. Unlike in
 * `@std/path`, dots are kept, as they may lead through links.
 */
export function join(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

/** Whether `path` is `ancestor` or lies below it; both are canonical. */
export function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || ancestor === "/" ||
    path.startsWith(`${ancestor}/`);
}
