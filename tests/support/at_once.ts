// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { SyncFs } from "../../vfs/mod.ts";

/**
 * The same file system, of which a method that returns a promise throws instead,
 * as does one of a file: it is then not synchronous, whatever its type says.
 */
export function atOnce(fs: SyncFs): SyncFs {
  return strict(fs);
}

function strict<T extends object>(target: T): T {
  return new Proxy(target, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const answer = value.apply(target, args);
        if (key === Symbol.asyncDispose) return answer;
        if (answer instanceof Promise) {
          answer.catch(() => {});
          throw new Error(`${String(key)} has returned a promise`);
        }
        const isFile = typeof answer?.close === "function";
        return isFile ? strict(answer) : answer;
      };
    },
  });
}
