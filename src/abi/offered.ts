import { isOfferedByEnv } from "./env.ts";
import { offersThreads, threadsFunctions, threadsModule } from "./threads.ts";
import { wasiFunctions, wasiModules } from "./wasi.ts";

/** The functions that a guest is given, by module; `env` depends on the guest. */
const functions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...wasiModules.map((name) => [name, new Set(wasiFunctions)] as const),
  ...(offersThreads
    ? [[threadsModule, new Set(threadsFunctions)]] as const
    : []),
]);

/** Whether a guest is given an import of that name. */
export function isOffered(
  wanted: WebAssembly.ModuleImportDescriptor,
): boolean {
  const { module, name, kind } = wanted;
  const isFunction = kind === "function" && functions.get(module)?.has(name);
  return isFunction || isOfferedByEnv(wanted);
}
