import { readLimits } from "./limits.ts";
import type { Reader } from "./reader.ts";

/** How many of each kind a module imports. */
export interface ImportCounts {
  functions: number;
  memories: number;
  tags: number;
}

/** Counts what an import section names. */
export function countImports(reader: Reader): ImportCounts {
  const counts = { functions: 0, memories: 0, tags: 0 };
  for (let left = reader.u32(); left > 0; left--) {
    reader.name();
    reader.name();
    const kind = reader.byte();
    switch (kind) {
      case 0:
        counts.functions++;
        reader.skipLeb();
        break;
      case 1:
        reader.skipValueType();
        readLimits(reader);
        break;
      case 2:
        counts.memories++;
        readLimits(reader);
        break;
      case 3:
        reader.skipValueType();
        reader.byte();
        break;
      case 4:
        counts.tags++;
        reader.byte();
        reader.skipLeb();
        break;
      default:
        throw reader.malformed(`an import of kind ${kind}`);
    }
  }
  return counts;
}
