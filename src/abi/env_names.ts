// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The tag of the exceptions thrown for a jump, imported or exported. */
export const longjmpTag = "__c_longjmp";

/** The functions of `env` that do not depend on the module. */
export const envFunctions: readonly string[] = [
  // LLVM from 19 on.
  ...["__wasm_setjmp", "__wasm_setjmp_test", "__wasm_longjmp"],
  // LLVM up to 18.
  ...["saveSetjmp", "testSetjmp", "getTempRet0", "setTempRet0"],
  // `-enable-emscripten-sjlj`.
  "emscripten_longjmp",
];

/** What an instance exports for `invoke_*`; a linker does so only on request. */
export const invokeExports = {
  table: "__indirect_function_table",
  stackPointer: "__stack_pointer",
  setThrew: "setThrew",
} as const;

/** The types of the result and the parameters: an `i32`, an `i64`, an `f32`, an `f64`. */
const invokeName = /^invoke_[vijfd][ijfd]*$/;

/** Whether `name` is that of a function that calls a function of the table. */
export function isInvokeName(name: string): boolean {
  return invokeName.test(name);
}

/** Whether a function needs the {@linkcode invokeExports}. */
export function needsInvokeExports(name: string): boolean {
  return isInvokeName(name) || name === "emscripten_longjmp";
}

/** Whether `env` provides an import. */
export function isProvidedByEnv(
  { module, name, kind }: WebAssembly.ModuleImportDescriptor,
): boolean {
  if (module !== "env") return false;
  // TypeScript's library does not declare tags yet.
  if (kind as string === "tag") return name === longjmpTag;
  return kind === "function" &&
    (envFunctions.includes(name) || isInvokeName(name));
}

/** The imports of a module from `env` that are provided. */
export function envNamesOf(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.imports(module).filter(isProvidedByEnv)
    .map(({ name }) => name);
}

/** The exports that the imported functions need and that a module lacks. */
export function missingInvokeExports(module: WebAssembly.Module): string[] {
  if (!envNamesOf(module).some(needsInvokeExports)) return [];
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
  return Object.values(invokeExports)
    .filter((name) => !exports.includes(name));
}
