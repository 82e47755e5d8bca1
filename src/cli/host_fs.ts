import { DenoFs } from "../../vfs/deno_fs.ts";

/** The environment variable by which a user vouches for the directories. */
const VARIABLE = "AFMPEG_SOLE_WRITER";

/**
 * A directory of the host for a guest. Links that lead out of it cannot be made: it
 * is the host that would follow them later.
 */
export function hostFs(path: string): DenoFs {
  return new DenoFs(path, {
    symlinks: "descending",
    soleWriter: isSoleWriter(),
  });
}

/** Asked first, because Deno would ask the user, or fail. */
function isSoleWriter(): boolean {
  const query = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(query);
  return state === "granted" && Deno.env.get(VARIABLE) === "1";
}
