import type { WasiClock, WasiContext, WasiFunctions } from "./context.ts";
import { errno, WasiError } from "./errno.ts";

/** What `performance.now` resolves. */
const RESOLUTION_NS = 1000n;

/**
 * The time of a clock by its number: 0 is the time of day, 1 the monotonic one.
 * A guest runs alone on its thread, so its processor time, 2 and 3, is taken for
 * the time that has passed.
 *
 * Errors: EINVAL.
 */
export function timeOf(clock: WasiClock, id: number): bigint {
  if (id === 0) return clock.realtime();
  if (id <= 3) return clock.monotonic();
  throw new WasiError("EINVAL");
}

/** `clock_*`. */
export function clockFunctions({ memory, clock }: WasiContext): WasiFunctions {
  return {
    clock_res_get(id: number, pointer: number): number {
      if (id > 3) return errno.EINVAL;
      memory.setU64(pointer, RESOLUTION_NS);
      return errno.SUCCESS;
    },
    clock_time_get(id: number, _precision: bigint, pointer: number): number {
      memory.setU64(pointer, timeOf(clock, id));
      return errno.SUCCESS;
    },
  };
}

/** The clocks of the host. */
export const hostClock: WasiClock = {
  realtime: () => toNs(performance.timeOrigin + performance.now()),
  monotonic: () => toNs(performance.now()),
};

/** Milliseconds in nanoseconds, to the microsecond. */
function toNs(ms: number): bigint {
  return BigInt(Math.floor(ms * 1000)) * 1000n;
}
