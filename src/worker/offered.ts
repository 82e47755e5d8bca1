import { Env } from "../env/env.ts";
import { Wasi } from "../wasi/wasi.ts";
import { offersThreads, threadsModule } from "./threads.ts";

const imports: Record<string, Record<string, unknown>> = {
  ...new Wasi().imports,
  ...(offersThreads && { [threadsModule]: { switch: true } }),
};

/** Whether a guest is given an import of that name. */
export function isOffered(
  wanted: WebAssembly.ModuleImportDescriptor,
): boolean {
  const { module, name, kind } = wanted;
  const isOfWasi = kind === "function" && imports[module]?.[name] !== undefined;
  return isOfWasi || Env.offers(wanted);
}
