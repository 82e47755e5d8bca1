// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What every piece of C is compiled for: WebAssembly with what all current engines have. */
export const targetFlags: readonly string[] = [
  "--target=wasm32-wasi",
  "-msimd128",
  "-mbulk-memory",
  "-mnontrapping-fptoint",
  "-msign-ext",
  "-mmutable-globals",
];

/** wasi-libc has these only on request. */
export const emulationFlags: readonly string[] = [
  "-D_WASI_EMULATED_SIGNAL",
  "-D_WASI_EMULATED_PROCESS_CLOCKS",
  "-D_WASI_EMULATED_GETPID",
];

/** The libraries behind {@linkcode emulationFlags}. */
export const emulationLibs: readonly string[] = [
  "-lwasi-emulated-process-clocks",
  "-lwasi-emulated-signal",
  "-lwasi-emulated-getpid",
];

/**
 * How C that calls setjmp is compiled: a call becomes one of the host, and a jump
 * an exception of WebAssembly.
 */
export const setjmpFlags: readonly string[] = ["-mllvm", "-wasm-enable-sjlj"];

/**
 * 8 MiB of stack (64 KiB is the default), at the bottom, so that an overflow
 * traps. Names of functions stay, for the stacks of traps; DWARF goes.
 *
 * An `-O` is not among them: with one, the driver runs binaryen's optimiser where
 * that happens to be installed.
 *
 * The functions behind setjmp are imported, and the tag of its exceptions is
 * exported, for it is the host that throws them. It also calls functions by their
 * number in the table: threads, and what handles signals.
 */
export const linkFlags: readonly string[] = [
  "-Wl,-z,stack-size=8388608",
  "-Wl,--stack-first",
  "-Wl,--strip-debug",
  "-Wl,--allow-undefined-file=../shim/setjmp.imports",
  "-Wl,--export-if-defined=__c_longjmp",
  "-Wl,--export-table",
];

/** The programs of LLVM, under the names that build systems know them by. */
export const llvm = {
  CC: "clang-19",
  AR: "llvm-ar-19",
  NM: "llvm-nm-19",
  RANLIB: "llvm-ranlib-19",
  STRIP: "llvm-strip-19",
} as const;
