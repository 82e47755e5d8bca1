import { MemoryFs } from "../../vfs/mod.ts";
import { conformance } from "../../vfs/testing/mod.ts";

conformance("MemoryFs", () => new MemoryFs());
