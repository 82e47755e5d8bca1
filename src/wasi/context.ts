import type { DescriptorTable } from "./descriptors.ts";
import type { Dialect } from "./dialect.ts";
import type { GuestMemory } from "./guest_memory.ts";

/** The clocks of a guest. */
export interface WasiClock {
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Nanoseconds since some moment; never goes back. */
  monotonic(): bigint;
}

/** What the functions of a guest share. */
export interface WasiContext {
  readonly memory: GuestMemory;
  readonly descriptors: DescriptorTable;
  /** The version of the interface that the guest speaks. */
  readonly dialect: Dialect;
  /** The command line, each argument in UTF-8 with a NUL behind it. */
  readonly args: readonly Uint8Array[];
  /** The environment, in the same form: `NAME=value`. */
  readonly env: readonly Uint8Array[];
  readonly clock: WasiClock;
  /** Fills a buffer, of any size, with random bytes. */
  readonly random: (buffer: Uint8Array) => void;
  /** Sleeps so long, in milliseconds. Returns false where a signal ended it before. */
  sleep(ms: number): boolean;
  /** Ends the guest, if it is interrupted. */
  checkpoint(): void;
  /** Ends the guest. */
  exit(exitCode: number): never;
}
