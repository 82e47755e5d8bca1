// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { DescriptorTable } from "./descriptors.ts";
import type { Dialect } from "./dialect.ts";
import type { GuestMemory } from "./guest_memory.ts";

/** The clocks of a guest. */
export interface WasiClock {
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Nanoseconds since an arbitrary moment; never decreases. */
  monotonic(): bigint;
}

/** What the functions of a guest share. */
export interface WasiContext {
  readonly memory: GuestMemory;
  readonly descriptors: DescriptorTable;
  /** The version of the interface that the guest uses. */
  readonly dialect: Dialect;
  /** The command line, each argument in UTF-8 and terminated by a NUL. */
  readonly args: readonly Uint8Array[];
  /** The environment, in the same form: `NAME=value`. */
  readonly env: readonly Uint8Array[];
  readonly clock: WasiClock;
  /** Fills a buffer, of any size, with random bytes. */
  readonly random: (buffer: Uint8Array) => void;
  /** Sleeps for `ms` milliseconds. Returns false if a signal ended it early. */
  sleep(ms: number): boolean;
  /** Ends the guest, if it is interrupted. */
  checkpoint(): void;
  /** Ends the guest. */
  exit(exitCode: number): never;
}
