// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The permissions that the command is installed with. Only with all of them does Deno
 * let it resolve names from an open directory, so that its jail holds whatever others
 * change.
 */
export const permissions: readonly string[] = ["-A"];

/** The fewest that it works with, under the conditions that `src/cli/README.md` names. */
export const fewPermissions: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env=AFMPEG_ENGINE,AFMPEG_SOLE_WRITER,HOME,XDG_CACHE_HOME,TERM",
];
