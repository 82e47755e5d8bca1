import {
  BasePathFs,
  DenoFs,
  FilterFs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadOnlyFs,
} from "../../vfs/mod.ts";
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
conformance("BasePathFs(MemoryFs)", () => {
  const fs = new MemoryFs();
  fs.mkdirAll("a/base");
  fs.writeFile("a/base2", "a sibling");
  return new BasePathFs(fs, "a/base");
});
conformance(
  "ObserveFs(MemoryFs)",
  () => new ObserveFs(new MemoryFs(), () => {}),
);
conformance("QuotaFs(MemoryFs)", () => new QuotaFs(new MemoryFs(), {}));
conformance("FilterFs(MemoryFs)", () => new FilterFs(new MemoryFs(), /./));
conformance("MountFs(MemoryFs)", () => new MountFs({ "/": new MemoryFs() }));
conformance(
  "OverlayFs(MemoryFs, MemoryFs)",
  () => new OverlayFs(new MemoryFs(), new MemoryFs()),
);
conformance(
  "OverlayFs(ReadOnlyFs(DenoFs), MemoryFs)",
  () => new OverlayFs(new ReadOnlyFs(scratch()), new MemoryFs()),
);
conformance("BasePathFs(OverlayFs)", () => {
  const base = new MemoryFs();
  base.mkdirAll("a/b");
  return new BasePathFs(new OverlayFs(base, new MemoryFs()), "a/b");
});
conformance(
  "QuotaFs(ObserveFs(MemoryFs))",
  () => new QuotaFs(new ObserveFs(new MemoryFs(), () => {}), {}),
);
