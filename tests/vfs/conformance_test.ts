import { DenoFs, MemoryFs } from "../../vfs/mod.ts";
import { conformance } from "../../vfs/testing/mod.ts";

const root = await Deno.makeTempDir();
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(root, { recursive: true }),
);

/** An empty directory of the host. */
function scratch(): DenoFs {
  return new DenoFs(Deno.makeTempDirSync({ dir: root }));
}

conformance("MemoryFs", () => new MemoryFs());
conformance("DenoFs", scratch);
