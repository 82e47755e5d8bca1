// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { platform, variable } from "../../vfs/host/host.ts";

/**
 * The user's cache directory, from the environment; `undefined` if it is not set
 * there. Relative paths are ignored, because they would depend on the directory in
 * which a program is started.
 */
export function userCache(
  read: (name: string) => string | undefined = variable,
  os: string = platform(),
): string | undefined {
  const folder = (name: string, below = "") => {
    const path = read(name);
    return path?.startsWith("/") ? path.replace(/\/*$/, below) : undefined;
  };
  if (os === "darwin") return folder("HOME", "/Library/Caches");
  return folder("XDG_CACHE_HOME") ?? folder("HOME", "/.cache");
}
