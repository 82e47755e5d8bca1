// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WasiContext } from "./context.ts";
import type { Descriptor } from "./descriptors.ts";
import { errno, WasiError } from "./errno.ts";
import { isStreaming, positionOf } from "./fd_data.ts";
import { timeOf } from "./clock.ts";
import type { WasiFunctions } from "./functions.ts";

const EVENT_BYTES = 32;

/** More than any program waits for; keeps one call short. */
const SUBSCRIPTIONS = 4096;

/** `eventtype`. */
const eventType = { clock: 0, fdRead: 1, fdWrite: 2 } as const;

/** The flag of a clock subscription whose time is absolute. */
const ABSTIME = 1;

/** The flag of an event at the end of a stream. */
const HANGUP = 1;

const NS_PER_MS = 1e6;

/** An event that a guest waits for, and its result. */
interface Subscription {
  readonly userdata: bigint;
  readonly type: number;
  /** When it fires, by the monotonic clock. */
  readonly due: bigint;
  readonly code: number;
  readonly state: State;
}

/** The readiness of a descriptor. */
interface State {
  /** How many bytes can be moved; 1 if unknown. */
  readonly bytes: number;
  readonly flags: number;
}

const NOTHING: State = { bytes: 0, flags: 0 };
const SOMETHING: State = { bytes: 1, flags: 0 };
const AT_END: State = { bytes: 0, flags: HANGUP };

/** `poll_oneoff`. */
export function pollFunctions(
  context: WasiContext,
): WasiFunctions<"poll_oneoff"> {
  const { memory, descriptors, clock } = context;
  const layout = context.dialect.subscription;

  /**
   * When a clock subscription fires, by the monotonic clock. The monotonic clock is read
   * after the other one: who loses the processor in between waits longer, not shorter.
   */
  function dueOf(at: number, start: bigint): bigint {
    const fields = at + layout.clock;
    const flags = memory.u16(fields + 24);
    if (flags & ~ABSTIME) throw new WasiError("EINVAL");
    const timeout = memory.u64(fields + 8);
    const time = timeOf(clock, memory.u32(fields));
    return flags & ABSTIME
      ? clock.monotonic() + timeout - time
      : start + timeout;
  }

  function subscription(at: number, start: bigint): Subscription {
    const userdata = memory.u64(at);
    const type = memory.u8(at + 8);
    if (type > eventType.fdWrite) throw new WasiError("EINVAL");
    const common = { userdata, type, code: errno.SUCCESS, state: NOTHING };
    try {
      if (type === eventType.clock) {
        return { ...common, due: dueOf(at, start) };
      }
      const descriptor = descriptors.get(memory.u32(at + 16));
      const state = type === eventType.fdRead
        ? readable(descriptor)
        : writable(descriptor);
      return { ...common, due: start, state };
    } catch (error) {
      if (!(error instanceof WasiError)) throw error;
      return { ...common, due: start, code: errno[error.code] };
    }
  }

  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#poll_oneoff} */
    poll_oneoff(subscriptions, events, count, result) {
      if (count === 0 || count > SUBSCRIPTIONS) return errno.EINVAL;
      memory.bytes(events, count * EVENT_BYTES);
      memory.setU32(result, 0);
      const start = clock.monotonic();
      const waiting = Array.from(
        { length: count },
        (_, i) => subscription(subscriptions + i * layout.bytes, start),
      );
      const first = waiting.reduce((a, b) => a.due <= b.due ? a : b).due;
      // No longer than asked for, even if the caller's clock goes back.
      const left = [first - clock.monotonic(), first - start]
        .reduce((a, b) => a < b ? a : b);
      if (left > 0n && !context.sleep(Number(left) / NS_PER_MS)) {
        return errno.EINTR;
      }
      const time = clock.monotonic();
      // The sleep was long enough, even if the caller's clock disagrees.
      const now = time > first ? time : first;
      const fired = waiting.filter(({ due }) => due <= now);
      fired.forEach(({ userdata, type, code, state }, i) => {
        const at = events + i * EVENT_BYTES;
        memory.bytes(at, EVENT_BYTES).fill(0);
        memory.setU64(at, userdata);
        memory.setU16(at + 8, code);
        memory.setU8(at + 10, type);
        memory.setU64(at + 16, state.bytes);
        memory.setU16(at + 24, state.flags);
      });
      memory.setU32(result, fired.length);
      return errno.SUCCESS;
    },
  };
}

/** All are always ready, as on Linux: only the call itself may block. */
function readable(descriptor: Descriptor): State {
  if (descriptor.type === "stream") {
    if (!descriptor.input) throw new WasiError("EBADF");
    return descriptor.isAtEnd ? AT_END : SOMETHING;
  }
  if (descriptor.type === "directory" || isStreaming(descriptor)) {
    return SOMETHING;
  }
  const { size } = descriptor.file.stat();
  const bytes = size - Number(positionOf(descriptor));
  return bytes > 0 ? { bytes, flags: 0 } : AT_END;
}

function writable(descriptor: Descriptor): State {
  if (descriptor.type === "stream" && !descriptor.output) {
    throw new WasiError("EBADF");
  }
  return SOMETHING;
}
