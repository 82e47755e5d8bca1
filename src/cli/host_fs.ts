// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DenoFs } from "../../vfs/deno_fs.ts";

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

/** Queries the permission first, because Deno would prompt the user, or fail. */
function isSoleWriter(): boolean {
  const query = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(query);
  return state === "granted" && Deno.env.get(VARIABLE) === "1";
}
