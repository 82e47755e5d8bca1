// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join, resolve } from "@std/path/posix";
import { isWithin } from "../../vfs/path.ts";
import { hostFs, isSoleWriter } from "./host_fs.ts";
import type { Jail } from "./jail.ts";
import type { Missed } from "./missed_fs.ts";
import { shellQuoted, visible } from "./visible.ts";

/** More notes than this help nobody. */
const MOST = 5;

/** Where a guest has a directory of its own, unless this one is shown. */
const TMP = "/tmp";

/** How much of the end of a log is searched, in UTF-16 units. */
const LOG = 16_384;

/** Why a run could not use something, and what to do. */
export interface Note {
  /** The path, if it is about one that the host has. */
  readonly path?: string;
  readonly message: string;
}

/**
 * Explains what the jail or Deno kept from a guest; what is really missing is left out.
 *
 * @param log What the guest printed, which names the files.
 */
export function notesOn(
  missed: readonly Missed[],
  jail: Jail,
  log: string,
): Note[] {
  const named = pathsIn(log);
  const notes = new Map<string, Note>();
  const reasons = [
    ...missed.flatMap((each) => explain(each, jail, named)),
    ...unseen(jail, named),
  ];
  for (const { path, why, advice } of reasons) {
    // Several files of a directory need the same.
    if (notes.size === MOST || notes.has(advice)) continue;
    notes.set(advice, {
      path,
      message: visible(`"${path}" ${why}: ${advice}`),
    });
  }
  return [...notes.values()];
}

/** What keeps a path from a guest, and what to do. */
interface Reason {
  readonly path: string;
  readonly why: string;
  readonly advice: string;
}

/** Reasons for what was looked for in a `/tmp` of the guest's own. */
function unseen({ shown, mounts }: Jail, named: readonly string[]): Reason[] {
  const isOwn = [...shown, ...mounts].some(({ path }) => isWithin(path, TMP));
  if (isOwn || isWithin(Deno.cwd(), TMP)) return [];
  return named.filter((path) =>
    path !== TMP && isWithin(path, TMP) && kindOf(path) === "other"
  ).map(hidden);
}

function explain(
  { path, code, isWritten }: Missed,
  { shown, mounts }: Jail,
  named: readonly string[],
): Reason[] {
  const mount = mounts.find((mount) => isWithin(path, mount.path));
  const host = mount ? join(mount.host, path.slice(mount.path.length)) : path;
  const denied = deniedOf(host, isWritten);
  if (denied) return [denied];
  const place = shown.map((each) => each.path.replace(/(.)\/$/, "$1"))
    // Of the root, only what is directly in it is shown.
    .find((each) =>
      each === "/" ? dirname(path) === "/" : isWithin(path, each)
    );
  const isDotted = /\/\./.test(path.slice(place?.length ?? 0));
  if (code === "EPERM") return confined(path, dirname(host));
  if (mount) return [];
  if (code === "EROFS" && place !== undefined) {
    return [{
      path,
      why: "is shown, but only to be read",
      advice: mountAdvice(dirname(host), false),
    }];
  }
  if (code === "EACCES" && place !== undefined && isDotted) {
    return [{
      path,
      why: "is not shown, because its name begins with a dot",
      advice: mountAdvice(dirname(host), !isWritten),
    }];
  }
  if (code !== "ENOENT" && code !== "EROFS") return [];
  // It has come into being meanwhile.
  if (place !== undefined && !isDotted) return [];
  if (kindOf(host) !== "directory") {
    if (!exists(host)) return [];
    return [hidden(host)];
  }
  // A directory on the way to what the guest wanted.
  const wanted = named.filter((name) => isWithin(name, host) && name !== host)
    .filter((name) => kindOf(dirname(name)) === "directory");
  return wanted.length > 0 ? wanted.map(hidden) : [{
    path: host,
    why: "exists, but is not shown",
    advice: "use `--mount DIR`, with the directory of the file in it",
  }];
}

/** The reason for a file in a directory that is not shown; it may not exist yet. */
function hidden(path: string): Reason {
  const isThere = exists(path);
  const folder = kindOf(path) === "directory" ? path : dirname(path);
  return {
    path,
    why: isThere
      ? "exists, but is not shown"
      : "does not exist, and its directory is not shown",
    advice: mountAdvice(folder, isThere),
  };
}

function deniedOf(path: string, isWritten: boolean): Reason | undefined {
  const name = !isAllowed("read", path)
    ? "read"
    : isWritten && !isAllowed("write", path)
    ? "write"
    : undefined;
  return name && {
    path,
    why: `is not for this command to ${name}, because Deno does not allow it`,
    advice: `give it --allow-${name}=${shellQuoted(dirname(path))}, or -A`,
  };
}

/** The paths that a log names, from the root of the host, and where they lead. */
function pathsIn(log: string): string[] {
  const words = log.slice(-LOG).match(/'[^'\n]+'|"[^"\n]+"|\S+/g) ?? [];
  const paths = words.map((word) =>
    resolve(
      Deno.cwd(),
      word.replace(/^['"]|['"]$/g, "").replace(/[:.,;]+$/, "")
        .replace(/^file:/, ""),
    )
  );
  const ends = paths.flatMap((path) => realPath(path) ?? []);
  return [...new Set([...paths, ...ends])];
}

function mountAdvice(folder: string, isReadOnly: boolean): string {
  return `use \`--mount ${shellQuoted(folder)}${isReadOnly ? ":ro" : ""}\``;
}

/** The reason, if names below a directory cannot be changed safely. */
function confined(path: string, folder: string): Reason[] {
  if (isSoleWriter()) return [];
  try {
    using fs = hostFs(folder);
    if (fs.access === "handles") return [];
  } catch {
    return [];
  }
  return [{
    path,
    why: "lies in a directory that others could exchange meanwhile",
    advice:
      "run with all permissions (-A), or set AFMPEG_SOLE_WRITER=1 if no " +
      "other program changes it",
  }];
}

function isAllowed(name: "read" | "write", path: string): boolean {
  return Deno.permissions.querySync({ name, path }).state === "granted";
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function kindOf(path: string): "directory" | "other" | undefined {
  try {
    return Deno.statSync(path).isDirectory ? "directory" : "other";
  } catch {
    return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}
