// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WasiContext } from "./context.ts";
import { errno } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";

/** The highest number of a signal, SIGSYS. */
const LAST_SIGNAL = 30;

/** `proc_*` and `sched_yield`. */
export function procFunctions(
  context: WasiContext,
): WasiFunctions<`proc_${string}` | "sched_yield"> {
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#proc_exit} */
    proc_exit: (exitCode) => context.exit(exitCode),
    /**
     * {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#proc_raise}
     *
     * Without handlers, a signal has its default effect: most end the process.
     */
    proc_raise(signal) {
      if (signal > LAST_SIGNAL) return errno.EINVAL;
      return signal === 0 ? errno.SUCCESS : context.exit(128 + signal);
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#sched_yield} */
    sched_yield: () => errno.SUCCESS,
  };
}
