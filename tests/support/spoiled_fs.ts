// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs, FsFile } from "../../vfs/mod.ts";

/** The methods of a file system, and of its open files. */
export const methods: Readonly<Record<"fs" | "file", readonly string[]>> = {
  fs: [
    ...["create", "open", "openFile", "mkdir", "mkdirAll", "remove"],
    ...["removeAll", "rename", "stat", "lstat", "chmod", "chown", "chtimes"],
    ...["lchtimes", "symlink", "readlink", "link"],
  ],
  file: [
    ...["read", "readAt", "write", "writeAt", "writeString", "seek"],
    ...["seekData", "readdir", "readdirnames", "stat", "chtimes", "sync"],
    ...["truncate", "close"],
  ],
};

/** What no method should return, though some may. */
export const garbage: Readonly<Record<string, unknown>> = {
  ...{ undefined: undefined, null: null, true: true, zero: 0 },
  ...{ NaN: NaN, negative: -1, fraction: 0.5, huge: 2 ** 53 },
  ...{ infinite: Infinity, text: "text", "empty text": "", bigint: 1n },
  ...{ object: {}, array: [], "array of null": [null], "array of {}": [{}] },
  ...{
    symbol: Symbol("garbage"),
    function: () => {},
    bytes: new Uint8Array(9),
  },
  "an unknown kind": { name: "a", kind: "unheard of", size: 0, mode: 0 },
  "a bad size": { name: "a", kind: "file", size: NaN, mode: 0 },
  "no times": {
    ...{ name: "a", kind: "file", size: 1, mode: 0, uid: 0, gid: 0, nlink: 1 },
    ...{ dev: 1n, ino: 1n },
  },
  "an entry above": [{
    ...{ name: "..", kind: "directory", size: 1, mode: 0o777, uid: 0, gid: 0 },
    ...{ nlink: 1, dev: 1n, ino: 1n, atimeNs: 0n, mtimeNs: 0n, ctimeNs: 0n },
  }],
  "the same entry for ever": [{
    ...{ name: "file", kind: "file", size: 1, mode: 0o777, uid: 0, gid: 0 },
    ...{ nlink: 1, dev: 1n, ino: 1n, atimeNs: 0n, mtimeNs: 0n, ctimeNs: 0n },
  }],
};

type Method = (...args: unknown[]) => unknown;

/**
 * A file system like `fs`, of which one method returns something else. It is a plain
 * object, as somebody might write one.
 *
 * @param whose Whether it is the method of the file system or of its open files.
 */
export function spoiledFs(
  fs: Fs,
  whose: keyof typeof methods,
  method: string,
  answer: unknown,
): Fs {
  const like = (target: object, kind: keyof typeof methods) => {
    const made: Record<string, unknown> = {
      name: kind === "fs" ? "SpoiledFs" : (target as FsFile).name,
    };
    for (const name of methods[kind]) {
      const real = (target as Record<string, unknown>)[name];
      if (typeof real !== "function") continue;
      made[name] = (...args: unknown[]) => {
        const isSpoiled = kind === whose && name === method;
        try {
          const result = (real as Method).apply(target, args);
          if (!isSpoiled) return isFile(result) ? like(result, "file") : result;
        } catch (error) {
          if (!isSpoiled) throw error;
        }
        return answer;
      };
    }
    return Object.assign(made, {
      [Symbol.asyncDispose]: () => (target as FsFile)[Symbol.asyncDispose]?.(),
    });
  };
  return like(fs, "fs") as unknown as Fs;
}

function isFile(value: unknown): value is FsFile {
  return typeof value === "object" && value !== null && "readAt" in value;
}
