// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AnswerError } from "../../vfs/answer_error.ts";
import type { WasiClock, WasiContext } from "./context.ts";
import { errno, WasiError } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";

/** The resolution of `performance.now`. */
const RESOLUTION_NS = 1000n;

/**
 * The time of a clock by its number: 0 is the time of day, 1 the monotonic one.
 * A guest runs alone on its thread, so its processor time, 2 and 3, is the
 * monotonic time.
 *
 * Errors: EINVAL.
 */
export function timeOf(clock: WasiClock, id: number): bigint {
  if (id === 0) return clock.realtime();
  if (id <= 3) return clock.monotonic();
  throw new WasiError("EINVAL");
}

/** `clock_*`. */
export function clockFunctions(
  { memory, clock }: WasiContext,
): WasiFunctions<`clock_${string}`> {
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#clock_res_get} */
    clock_res_get(id, pointer) {
      if (id > 3) return errno.EINVAL;
      memory.setU64(pointer, RESOLUTION_NS);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#clock_time_get} */
    clock_time_get(id, _precision, pointer) {
      memory.setU64(pointer, timeOf(clock, id));
      return errno.SUCCESS;
    },
  };
}

/** The clocks of a caller, whose answers are checked: see {@linkcode AnswerError}. */
export function checkedClock(clock: WasiClock): WasiClock {
  const checked = (name: keyof WasiClock) => () => {
    const time = clock[name]();
    if (typeof time === "bigint") return time;
    throw new AnswerError(`clock.${name}`, time, "nanoseconds as a bigint");
  };
  return { realtime: checked("realtime"), monotonic: checked("monotonic") };
}

/** When the monotonic clock was 0. */
const ORIGIN_NS = toNs(performance.timeOrigin);

/**
 * The clocks of the host. They tick together: rounded apart, one could be past a time
 * and the other not, and a wait until a time of day would end too early.
 */
export const hostClock: WasiClock = {
  realtime: () => ORIGIN_NS + toNs(performance.now()),
  monotonic: () => toNs(performance.now()),
};

/** Milliseconds in nanoseconds, to the microsecond. */
function toNs(ms: number): bigint {
  return BigInt(Math.floor(ms * 1000)) * 1000n;
}
