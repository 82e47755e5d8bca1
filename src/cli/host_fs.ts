// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DenoFs, type DenoFsOptions } from "../../vfs/deno_fs.ts";
import { UsageError } from "./usage_error.ts";
import { variable } from "./variable.ts";

/** The variable with which a user declares that nothing else writes there. */
const VARIABLE = "AFMPEG_SOLE_WRITER";

/**
 * A directory of the host for a guest. Links that lead out of it cannot be created,
 * because the host would follow them later.
 */
export function hostFs(path: string): DenoFs {
  return new DenoFs(path, hostFsOptions());
}

/** The options of such a directory. */
export function hostFsOptions(): DenoFsOptions<false> {
  return { symlinks: "descending", soleWriter: isSoleWriter() };
}

/**
 * Whether the user vouches for the directories.
 *
 * @throws {UsageError} when the variable is neither 1 nor 0.
 */
export function isSoleWriter(): boolean {
  const value = variable(VARIABLE);
  if (!value || value === "0") return false;
  if (value === "1") return true;
  throw new UsageError(
    `Cannot use ${VARIABLE}: received "${value}"; give 1 or 0`,
  );
}
