// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  envNamesOf,
  isInvokeName,
  isProvidedByEnv,
  longjmpTag,
  missingInvokeExports,
  needsInvokeExports,
} from "../abi/env_names.ts";
import { LongjmpError, type LongjmpErrorReason } from "../util/errors.ts";
import { EnvContext, type EnvFunctions } from "./env_context.ts";
import {
  emscriptenLongjmpFunctions,
  emscriptenTag,
  invokeFunction,
  invokeTargetOf,
} from "./invoke.ts";
import { longjmpFunctions } from "./longjmp.ts";
import { setjmpFunctions } from "./setjmp.ts";
import { setjmpTableFunctions } from "./setjmp_table.ts";
import { Exception, Tag } from "./wasm_exceptions.ts";

/** Options of {@linkcode Env}. */
export interface EnvOptions {
  /**
   * One word of shared memory. Once another thread makes it positive, the next call
   * of the guest ends it.
   */
  interrupt?: Int32Array<SharedArrayBuffer>;
  /**
   * The memory of the instance, if its module imports it. By default, that is what
   * it exports as `memory`.
   */
  memory?: WebAssembly.Memory;
}

/**
 * The module `env` for one instance: `setjmp` and `longjmp`, which compilers turn
 * into calls of functions of the host.
 *
 * The imports of the instance decide which: those of LLVM from 19 on, of LLVM up to
 * 18, or of `-enable-emscripten-sjlj`. The instance must import the tag
 * `__c_longjmp` or export it, for which `rewrite` of `@afmpeg/afmpeg/wasm` has an
 * option. For the functions `invoke_*`, it must export `setThrew`,
 * `__stack_pointer` and `__indirect_function_table`, and be linked with `crt1.o`:
 * otherwise LLVM's linker wraps every export in the constructors and destructors of
 * the program.
 *
 * @example Running a command that uses setjmp
 * ```ts
 * import { Env } from "@afmpeg/afmpeg/env";
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { Wasi } from "@afmpeg/afmpeg/wasi";
 * import { rewrite } from "@afmpeg/afmpeg/wasm";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = rewrite(await Deno.readFile("jumps.wasm"), {
 *   exportTag: "__c_longjmp",
 * });
 * const module = await WebAssembly.compile(bytes);
 * const wasi = new Wasi({ fs: new MemoryFs(), args: ["jumps", "jump", "3"] });
 * const env = new Env(module);
 * const instance = await WebAssembly.instantiate(module, {
 *   ...wasi.imports,
 *   ...env.imports,
 * });
 * env.attach(instance);
 * try {
 *   assertEquals(wasi.start(instance), 0);
 * } catch (error) {
 *   throw env.explain(error);
 * }
 * ```
 */
export class Env {
  /** The imports of the module from `env` that are provided. */
  readonly imports: WebAssembly.Imports;
  readonly #context: EnvContext;
  readonly #wanted: ReadonlySet<string>;
  readonly #memory: WebAssembly.Memory | undefined;

  /** Creates the imports of `module`. */
  constructor(module: WebAssembly.Module, options: EnvOptions = {}) {
    const context = this.#context = new EnvContext(options.interrupt);
    const provided: Record<string, unknown> = functionsOf(context);
    this.#memory = options.memory;
    const wanted = this.#wanted = new Set(envNamesOf(module));
    for (const name of wanted) {
      if (isInvokeName(name)) provided[name] = invokeFunction(name, context);
    }
    if (wanted.has(longjmpTag)) {
      provided[longjmpTag] = context.tag = new Tag({ parameters: ["i32"] });
    }
    context.whyNoTag = whyNoTag(wanted);
    this.imports = { env: provided as WebAssembly.ModuleImports };
  }

  /** Whether an `Env` provides an import. */
  static provides(wanted: WebAssembly.ModuleImportDescriptor): boolean {
    return isProvidedByEnv(wanted);
  }

  /** What a module does not export although the functions that it imports need it. */
  static missingExports(module: WebAssembly.Module): string[] {
    return missingInvokeExports(module);
  }

  /**
   * Sets the instance that the imports serve, before anything in it is called.
   *
   * @throws {TypeError} when it does not export what they need.
   */
  attach(instance: WebAssembly.Instance): void {
    const { exports } = instance;
    const memory = this.#memory ?? exports.memory;
    if (!(memory instanceof WebAssembly.Memory)) {
      throw new TypeError(
        "Cannot use the instance: it does not export `memory`",
      );
    }
    this.#context.words.attach(memory);
    const tag: unknown = exports[longjmpTag];
    if (this.#wanted.has("__wasm_longjmp") && tag instanceof Tag) {
      this.#context.tag ??= tag;
    }
    if ([...this.#wanted].some(needsInvokeExports)) {
      this.#context.invokeTarget = invokeTargetOf(exports);
    }
  }

  /**
   * Explains an error that left the guest.
   *
   * @returns A `LongjmpError` for a jump that was impossible, otherwise the error
   * itself.
   */
  explain(error: unknown): unknown {
    return this.#context.endOf(error) ?? this.#lostJump(error) ?? error;
  }

  /** The jump for which an uncaught exception was thrown. */
  #lostJump(error: unknown): LongjmpError | undefined {
    if (!(error instanceof Exception)) return undefined;
    const { words, tag } = this.#context;
    if (error.is(emscriptenTag)) {
      const jmpBuf = error.getArg(emscriptenTag, 0) >>> 0;
      const value = error.getArg(emscriptenTag, 1);
      return new LongjmpError("dead", { jmpBuf, value });
    }
    if (tag === undefined || !error.is(tag)) return undefined;
    const jump = error.getArg(tag, 0) >>> 0;
    // A guest can also throw by itself, with any payload.
    if (!words.includes(jump, 8)) return undefined;
    return new LongjmpError("dead", {
      jmpBuf: words.load(jump),
      value: words.load(jump + 4) | 0,
    });
  }
}

function functionsOf(context: EnvContext): EnvFunctions {
  return {
    ...setjmpFunctions(context),
    ...setjmpTableFunctions(context),
    ...longjmpFunctions(context),
    ...emscriptenLongjmpFunctions(context),
  };
}

/** Why a module with these imports has no tag, or does not export it. */
function whyNoTag(wanted: ReadonlySet<string>): LongjmpErrorReason {
  const wants = (...names: string[]) => names.some((name) => wanted.has(name));
  if (wants("__wasm_setjmp_test", "testSetjmp")) return "private-tag";
  return wants("__wasm_setjmp", "saveSetjmp") ? "stripped" : "dead";
}
