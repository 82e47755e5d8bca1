// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { isProvidedByEnv } from "./env_names.ts";
import {
  providesThreads,
  threadsFunctions,
  threadsModule,
} from "./threads_module.ts";
import { wasiModules, wasiNames } from "./wasi_functions.ts";

/** The functions that a guest is given, by module; those of `env` depend on the guest. */
const functions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...wasiModules.map((name) => [name, new Set<string>(wasiNames)] as const),
  ...(providesThreads
    ? [[threadsModule, new Set(threadsFunctions)]] as const
    : []),
]);

/** Whether a guest is given an import. */
export function isProvided(
  wanted: WebAssembly.ModuleImportDescriptor,
): boolean {
  const { module, name, kind } = wanted;
  const isFunction = kind === "function" && functions.get(module)?.has(name);
  return isFunction || isProvidedByEnv(wanted);
}
