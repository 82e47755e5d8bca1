import type { WasiContext, WasiFunctions } from "./context.ts";
import { errno } from "./errno.ts";

/** The highest number of a signal, SIGSYS. */
const LAST_SIGNAL = 30;

/** `proc_*` and `sched_yield`. */
export function procFunctions(context: WasiContext): WasiFunctions {
  return {
    proc_exit: (exitCode: number): never => context.exit(exitCode),
    /** Without handlers a signal does what it does by default: mostly, it ends the process. */
    proc_raise(signal: number): number {
      if (signal > LAST_SIGNAL) return errno.EINVAL;
      return signal === 0 ? errno.SUCCESS : context.exit(128 + signal);
    },
    sched_yield: (): number => errno.SUCCESS,
  };
}
