// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Dirent } from "node:fs";
import { files } from "./host.ts";
import type { FileInfo } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { kindOf } from "./host_info.ts";

/**
 * Names that are not UTF-8. The host replaces what is invalid in them by U+FFFD,
 * which makes another name: so they can be listed, but not used. Using that
 * other name instead would be wrong, as it may exist, too.
 *
 * @module
 */

const REPLACED = "\ufffd";

/**
 * Describes a name that the host lists, but does not find; `undefined` if there
 * is none, or if it is only gone. Nothing is known of it but its kind.
 */
export function unusable(own: string, name: string): FileInfo | undefined {
  if (!name.includes(REPLACED)) return undefined;
  const entry = entriesOf(own).find((entry) => entry.name === name);
  if (!entry) return undefined;
  return {
    ...{ name, kind: kindOf(entry), size: 0, mode: 0, uid: 0, gid: 0 },
    ...{ dev: files().statSync(own, { bigint: true }).dev, ino: 0n, nlink: 1 },
    ...{ atimeNs: 0n, mtimeNs: 0n, ctimeNs: 0n },
  };
}

/** The error of using such a name, or what belongs to a name. */
export function notUtf8(name: string, what = "what is shown as"): FsError {
  return new FsError("EILSEQ", {
    ...{ operation: "lstat", path: name },
    hint: hintOf(name, what),
  });
}

/** Why a directory cannot be emptied; `undefined` if it is not for its names. */
export function unusableIn(own: string): string | undefined {
  const name = entriesOf(own).find(({ name }) => name.includes(REPLACED))?.name;
  return name && hintOf(name);
}

function hintOf(name: string, what = "what is shown as"): string {
  return `${what} ${JSON.stringify(name)} is not UTF-8; ` +
    "rename or remove it with another program";
}

function entriesOf(own: string): Dirent[] {
  try {
    return files().readdirSync(own, { withFileTypes: true });
  } catch {
    return [];
  }
}
