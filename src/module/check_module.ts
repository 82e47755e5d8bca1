import { missingInvokeExports } from "../abi/env.ts";
import { ModuleError } from "../util/errors.ts";
import { isProvided } from "../abi/provided.ts";
import { providesThreads, threadsModule } from "../abi/threads.ts";
import {
  findFeatures,
  type ImportInfo,
  isSupported,
  readOutline,
  type WasmFeature,
  WasmFormatError,
} from "../wasm/mod.ts";

/** How many names a message shows. */
const SHOWN_NAMES = 16;

/** The imports that a guest is not given, as `module.name`. */
export function missingImports(imports: readonly ImportInfo[]): string[] {
  // TypeScript's library does not know of tags yet.
  type Descriptor = WebAssembly.ModuleImportDescriptor;
  return imports.filter((wanted) => !isProvided(wanted as Descriptor))
    .map(({ module, name }) => `${module}.${name}`);
}

/** The features that a module uses and this engine lacks. */
export function missingFeatures(bytes: Uint8Array): WasmFeature[] {
  return findFeatures(bytes).filter((feature) => !isSupported(feature));
}

/**
 * Checks the imports of a module before it is compiled, which takes a hundred
 * times as long. What is wrong with it otherwise, the engine will say.
 *
 * Errors: {@linkcode ModuleError}.
 */
export function checkBytes(bytes: Uint8Array): void {
  const outline = unlessMalformed(() => readOutline(bytes));
  if (outline) checkImports(outline.imports);
}

/**
 * What to say of a module that cannot be compiled: which features this engine
 * lacks, if that is why. Looking for them takes as long as compiling, so it is
 * done afterwards.
 */
export function featuresError(
  bytes: Uint8Array,
  cause: unknown,
): ModuleError | undefined {
  const missing = unlessMalformed(() => missingFeatures(bytes)) ?? [];
  if (missing.length === 0) return undefined;
  return new ModuleError(
    "features",
    `Cannot compile the module: it uses ${missing.join(", ")}, which this ` +
      "JavaScript engine lacks; build it without, or update the engine",
    { missingFeatures: missing, cause },
  );
}

/**
 * Checks that a guest can be made of `module`.
 *
 * Errors: {@linkcode ModuleError}.
 */
export function checkModule(module: WebAssembly.Module): void {
  checkImports(WebAssembly.Module.imports(module) as ImportInfo[]);
  const unshown = missingInvokeExports(module);
  if (unshown.length > 0) {
    throw new ModuleError(
      "imports",
      `Cannot link the module: it imports invoke_*, but does not export ${
        unshown.join(" and ")
      }; link it with --export=setThrew, --export=__stack_pointer and ` +
        "--export-table",
    );
  }
  const exports = new Set(
    WebAssembly.Module.exports(module).map(({ name }) => name),
  );
  const absent = ["_start", "memory"].filter((name) => !exports.has(name));
  if (absent.length > 0) {
    throw new ModuleError(
      "start",
      `Cannot start the module: it does not export ${absent.join(" and ")}; ` +
        "link it as a WASI command, not as a library",
    );
  }
}

function checkImports(imports: readonly ImportInfo[]): void {
  const missing = missingImports(imports);
  if (missing.length === 0) return;
  const wantsThreads = missing.some((name) => name.startsWith(threadsModule));
  const advice = wantsThreads && !providesThreads
    ? "for that this JavaScript engine lacks JavaScript Promise Integration: " +
      "update it, or take a module without threads, as of FFmpeg 5.1"
    : "build it for WASI preview1 (target wasm32-wasi), without further imports";
  throw new ModuleError(
    "imports",
    `Cannot link the module: it needs ${inShort(missing)}; ${advice}`,
    { missingImports: missing },
  );
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
