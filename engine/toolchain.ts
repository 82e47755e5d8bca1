/** What every piece of C is compiled for: WebAssembly with what all current engines have. */
export const targetFlags: readonly string[] = [
  "--target=wasm32-wasi",
  "-O3",
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
 * 8 MiB of stack (64 KiB is the default), at the bottom, so that an overflow
 * traps. Names of functions stay, for the stacks of traps; DWARF goes.
 */
export const linkFlags: readonly string[] = [
  "-Wl,-z,stack-size=8388608",
  "-Wl,--stack-first",
  "-Wl,--strip-debug",
];

/** The programs of LLVM, under the names that build systems know them by. */
export const llvm = {
  CC: "clang-19",
  AR: "llvm-ar-19",
  NM: "llvm-nm-19",
  RANLIB: "llvm-ranlib-19",
  STRIP: "llvm-strip-19",
} as const;
