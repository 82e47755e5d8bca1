// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { missingInvokeExports } from "../abi/env_names.ts";
import { ModuleError } from "../util/errors.ts";
import { isProvided } from "../abi/provided.ts";
import {
  hasRealThreads,
  isSpawn,
  threadStartExport,
} from "../abi/real_threads.ts";
import { providesThreads, threadsModule } from "../abi/threads_module.ts";
import {
  findFeatures,
  type ImportInfo,
  interruptImport,
  isSupported,
  type Outline,
  readOutline,
  type WasmFeature,
  WasmFormatError,
} from "../wasm/mod.ts";
import { readImportedFunctions } from "../wasm/imported_functions.ts";
import { isWasiName, wasiModules, wasmTypeOf } from "../abi/wasi_functions.ts";

/** How many names a message shows. */
const SHOWN_NAMES = 16;

/** The imports that a guest is not given, as `module.name`. */
export function missingImports(imports: readonly ImportInfo[]): string[] {
  // TypeScript's library does not declare tags yet.
  type Descriptor = WebAssembly.ModuleImportDescriptor;
  const shared = hasRealThreads(imports) ? sharedMemory(imports) : undefined;
  const isGiven = (wanted: ImportInfo) =>
    isProvided(wanted as Descriptor) || wanted === shared ||
    shared !== undefined && (isSpawn(wanted) || isInterruptMemory(wanted));
  return imports.filter((wanted) => !isGiven(wanted))
    .map(({ module, name }) => `${module}.${name}`);
}

/** The memory that the threads of a module share, under whatever name it imports it. */
function sharedMemory(imports: readonly ImportInfo[]): ImportInfo | undefined {
  return imports.find((wanted) =>
    wanted.kind === "memory" && !isInterruptMemory(wanted)
  );
}

function isInterruptMemory({ module, name, kind }: ImportInfo): boolean {
  return kind === "memory" && module === interruptImport.module &&
    name === interruptImport.name;
}

/**
 * The functions of WASI that a module imports as something else: it would be linked,
 * and fail at their first call. Only the bytes of a module tell.
 */
export function mistypedImports(bytes: Uint8Array): string[] {
  return readImportedFunctions(bytes, wasiModules).flatMap(
    ({ module, name, type }) => {
      if (!isWasiName(name)) return [];
      const [wanted, given] = [wasmTypeOf(name), type].map(toText);
      return wanted === given
        ? []
        : [`${module}.${name} as ${given}, which is ${wanted}`];
    },
  );
}

function toText(
  { params, results }: Record<"params" | "results", readonly string[]>,
): string {
  return [params, results].map((types) => {
    const shown = types.slice(0, SHOWN_NAMES);
    return `(${
      [...shown, ...types.length > shown.length ? ["…"] : []].join(", ")
    })`;
  }).join(" → ");
}

/** The features that a module uses and this engine lacks. */
export function missingFeatures(bytes: Uint8Array): WasmFeature[] {
  return findFeatures(bytes).filter((feature) => !isSupported(feature));
}

/**
 * Checks the imports of a module before it is compiled, which takes a hundred
 * times as long. Compiling finds everything else that is wrong.
 *
 * @throws {ModuleError} when it imports what a guest is not given, or as something
 * else.
 */
export function checkBytes(bytes: Uint8Array): void {
  const outline = unlessMalformed(() => readOutline(bytes));
  if (!outline) return;
  checkImports(outline.imports);
  checkMemories(outline);
  const mistyped = unlessMalformed(() => mistypedImports(bytes)) ?? [];
  if (mistyped.length === 0) return;
  throw new ModuleError(
    `Cannot link the module: it imports ${
      mistyped.slice(0, SHOWN_NAMES).join(", ")
    }; ` +
      "build it with a current wasi-libc, or whatever declares these functions",
    { reason: "imports" },
  );
}

/**
 * The memory of a module with threads must be one that they can share. With another,
 * which each would have for itself, they could together have more than is allowed.
 */
function checkMemories({ imports, memories }: Outline): void {
  const memory = memories.find(({ isImported }) => isImported);
  if (!memory || !hasRealThreads(imports)) return;
  const isAlone = memories.every(({ isImported }) => isImported);
  if (memory.isShared && isAlone) return;
  const problem = memory.isShared
    ? "it has a memory of its own, which they do not share"
    : "the memory that it imports is not shared";
  throw new ModuleError(
    `Cannot link the module: it starts threads, but ${problem}; ` +
      "link it with --import-memory and --shared-memory",
    { reason: "imports" },
  );
}

/**
 * The error for a module that cannot be compiled because this engine lacks
 * features, if that is why. Finding them takes as long as compiling, so it is
 * done afterwards.
 */
export function featuresError(
  bytes: Uint8Array,
  cause: unknown,
): ModuleError | undefined {
  const missing = unlessMalformed(() => missingFeatures(bytes)) ?? [];
  if (missing.length === 0) return undefined;
  return new ModuleError(
    `Cannot compile the module: it uses ${missing.join(", ")}, which this ` +
      "JavaScript engine lacks; build it without, or update the engine",
    { reason: "features", missingFeatures: missing, cause },
  );
}

/**
 * Checks that `module` can run as a guest.
 *
 * @throws {ModuleError} when it cannot.
 */
export function checkModule(module: WebAssembly.Module): void {
  checkImports(WebAssembly.Module.imports(module) as ImportInfo[]);
  const unshown = missingInvokeExports(module);
  if (unshown.length > 0) {
    throw new ModuleError(
      `Cannot link the module: it imports invoke_*, but does not export ${
        unshown.join(" and ")
      }; link it with --export=setThrew, --export=__stack_pointer and ` +
        "--export-table",
      { reason: "imports" },
    );
  }
  const exports = new Set(
    WebAssembly.Module.exports(module).map(({ name }) => name),
  );
  const needed = hasRealThreads(module)
    ? ["_start", threadStartExport]
    : ["_start", "memory"];
  const absent = needed.filter((name) => !exports.has(name));
  if (absent.length > 0) {
    throw new ModuleError(
      `Cannot start the module: it does not export ${absent.join(" and ")}; ` +
        "link it as a WASI command, not as a library",
      { reason: "start" },
    );
  }
}

function checkImports(imports: readonly ImportInfo[]): void {
  const missing = missingImports(imports);
  if (missing.length === 0) return;
  throw new ModuleError(
    `Cannot link the module: it needs ${inShort(missing)}; ${
      adviceOn(imports, missing)
    }`,
    { reason: "imports", missingImports: missing },
  );
}

/** What to do about missing imports. */
function adviceOn(
  imports: readonly ImportInfo[],
  missing: readonly string[],
): string {
  const wantsThreads = missing.some((name) => name.startsWith(threadsModule));
  if (wantsThreads && !providesThreads) {
    return "threads that take turns need JavaScript Promise Integration, which this " +
      "JavaScript engine lacks; update it, or use an ffmpeg built with `--threads=real`";
  }
  if (imports.some(({ kind }) => kind === "memory")) {
    return "a guest brings a memory of its own: link it without --import-memory, " +
      "--shared-memory and -pthread";
  }
  return "build it for WASI preview1 (target wasm32-wasi), without further imports";
}

/** The first few names: a hostile module has a million. */
function inShort(names: readonly string[]): string {
  const rest = names.length - SHOWN_NAMES;
  const shown = names.slice(0, SHOWN_NAMES).map((name) =>
    name.length > 64 ? `${name.slice(0, 63)}…` : name
  );
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WasmFormatError) return undefined;
    throw error;
  }
}
