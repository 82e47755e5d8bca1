import { Wasi } from "../wasi/wasi.ts";

const { imports } = new Wasi();

/** Whether a guest is given an import of that name. */
export function isOffered(
  { module, name, kind }: WebAssembly.ModuleImportDescriptor,
): boolean {
  return kind === "function" && imports[module]?.[name] !== undefined;
}
