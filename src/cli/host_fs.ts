// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DenoFs } from "../../vfs/deno_fs.ts";
import { UsageError } from "./usage_error.ts";

/** The variable with which a user declares that nothing else writes there. */
const VARIABLE = "AFMPEG_SOLE_WRITER";

/**
 * A directory of the host for a guest. Links that lead out of it cannot be created,
 * because the host would follow them later.
 */
export function hostFs(path: string): DenoFs {
  return new DenoFs(path, {
    symlinks: "descending",
    soleWriter: isSoleWriter(),
  });
}

/**
 * Whether the user vouches for the directories. Queries the permission first, because
 * Deno would prompt the user, or fail.
 *
 * @throws {UsageError} when the variable is neither 1 nor 0.
 */
export function isSoleWriter(): boolean {
  const query = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(query);
  const value = state === "granted" ? Deno.env.get(VARIABLE) : undefined;
  if (!value || value === "0") return false;
  if (value === "1") return true;
  throw new UsageError(
    `Cannot use ${VARIABLE}: received "${value}"; give 1 or 0`,
  );
}
