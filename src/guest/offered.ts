import { Wasi } from "../wasi/wasi.ts";
import { offersThreads, threadsModule } from "./threads.ts";

const imports: Record<string, Record<string, unknown>> = {
  ...new Wasi().imports,
  ...(offersThreads && { [threadsModule]: { switch: true } }),
};

/** Whether a guest is given an import of that name. */
export function isOffered(
  { module, name, kind }: WebAssembly.ModuleImportDescriptor,
): boolean {
  return kind === "function" && imports[module]?.[name] !== undefined;
}
