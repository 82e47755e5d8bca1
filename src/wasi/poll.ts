import type { WasiContext, WasiFunctions } from "./context.ts";
import type { Descriptor } from "./descriptors.ts";
import { errno, WasiError } from "./errno.ts";
import { positionOf } from "./fd_data.ts";
import { timeOf } from "./clock.ts";

const EVENT_BYTES = 32;

/** More than any program waits for; keeps one call short. */
const SUBSCRIPTIONS = 4096;

/** `eventtype`. */
const eventType = { clock: 0, fdRead: 1, fdWrite: 2 } as const;

/** The flag of a clock subscription whose time is absolute. */
const ABSTIME = 1;

const NS_PER_MS = 1e6;

/** What a guest waits for. */
interface Subscription {
  readonly userdata: bigint;
  readonly type: number;
  /** When it fires, by the monotonic clock. Of a descriptor: at once. */
  readonly due: bigint;
  readonly code: number;
  readonly size: number;
}

/** `poll_oneoff`. */
export function pollFunctions(context: WasiContext): WasiFunctions {
  const { memory, descriptors, clock } = context;
  const layout = context.dialect.subscription;

  function clockSubscription(at: number, userdata: bigint): Subscription {
    const fields = at + layout.clock;
    const id = memory.u32(fields);
    const timeout = memory.u64(fields + 8);
    const isAbsolute = (memory.u16(fields + 24) & ABSTIME) !== 0;
    const type = eventType.clock;
    const now = clock.monotonic();
    try {
      const time = timeOf(clock, id);
      const wait = isAbsolute ? timeout - time : timeout;
      return { userdata, type, due: now + wait, code: errno.SUCCESS, size: 0 };
    } catch (error) {
      if (!(error instanceof WasiError)) throw error;
      return { userdata, type, due: now, code: errno[error.code], size: 0 };
    }
  }

  /** Files and streams are always ready: what may block is the call itself. */
  function fdSubscription(
    at: number,
    userdata: bigint,
    type: number,
  ): Subscription {
    const due = clock.monotonic();
    try {
      const size = sizeOf(descriptors.get(memory.u32(at + 16)), type);
      return { userdata, type, due, code: errno.SUCCESS, size };
    } catch (error) {
      if (!(error instanceof WasiError)) throw error;
      return { userdata, type, due, code: errno[error.code], size: 0 };
    }
  }

  function subscription(at: number): Subscription {
    const userdata = memory.u64(at);
    const type = memory.u8(at + 8);
    if (type === eventType.clock) return clockSubscription(at, userdata);
    if (type > eventType.fdWrite) throw new WasiError("EINVAL");
    return fdSubscription(at, userdata, type);
  }

  return {
    poll_oneoff(
      subscriptions: number,
      events: number,
      count: number,
      result: number,
    ): number {
      if (count === 0 || count > SUBSCRIPTIONS) return errno.EINVAL;
      memory.bytes(events, count * EVENT_BYTES);
      memory.setU32(result, 0);
      const waiting = Array.from(
        { length: count },
        (_, i) => subscription(subscriptions + i * layout.bytes),
      );
      const first = waiting.reduce((a, b) => a.due <= b.due ? a : b).due;
      const left = first - clock.monotonic();
      if (left > 0n) context.sleep(Number(left) / NS_PER_MS);
      const time = clock.monotonic();
      // The sleep was long enough, whatever a clock of the caller's says.
      const now = time > first ? time : first;
      const fired = waiting.filter(({ due }) => due <= now);
      fired.forEach(({ userdata, type, code, size }, i) => {
        const at = events + i * EVENT_BYTES;
        memory.bytes(at, EVENT_BYTES).fill(0);
        memory.setU64(at, userdata);
        memory.setU16(at + 8, code);
        memory.setU8(at + 10, type);
        memory.setU64(at + 16, size);
      });
      memory.setU32(result, fired.length);
      return errno.SUCCESS;
    },
  };
}

/** How much can be read without waiting, as far as is known. */
function sizeOf(descriptor: Descriptor, type: number): number {
  if (descriptor.type === "directory") throw new WasiError("EBADF");
  if (descriptor.type === "stream" || type === eventType.fdWrite) return 0;
  const { size } = descriptor.file.stat();
  return Math.max(0, size - positionOf(descriptor));
}
