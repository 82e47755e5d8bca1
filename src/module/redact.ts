// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { withoutCredentials } from "../../vfs/without_credentials.ts";

/**
 * Takes the credentials out of the texts of an error and of what caused it: hosts repeat the
 * URL in what they say of a request that fails, Bun also as `path`.
 *
 * @param error What `fetch` threw, which is nobody else's.
 */
export function redact(error: unknown): void {
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    const own = Object.getOwnPropertyNames(at);
    // These may be inherited.
    for (const name of new Set(["message", "stack", ...own])) {
      const text: unknown = Reflect.get(at, name);
      if (typeof text !== "string") continue;
      const value = withoutCredentials(text);
      if (value === text) continue;
      const { enumerable = false } =
        Object.getOwnPropertyDescriptor(at, name) ?? {};
      Reflect.defineProperty(at, name, {
        ...{ value, writable: true, configurable: true, enumerable },
      });
    }
  }
}
