import type { ModuleSource } from "../module_source.ts";

/** Reads what `--engine` is set to. */
export function parseEngine(text: string): ModuleSource {
  return { file: text };
}
