// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How a run spent its time: see the option `profile`. All times are in milliseconds. */
export interface Profile {
  /** The time for instantiating the module. */
  readonly instantiateTime: number;
  /** The time in the guest's own code. */
  readonly wasmTime: number;
  /** The time in functions of the host, in the guest's thread: mostly copying. */
  readonly hostTime: number;
  /** The time waiting for the caller: the file system, the streams, and its other tasks. */
  readonly waitTime: number;
  /** The functions of the host by name, the most expensive first, waiting included. */
  readonly calls: Readonly<
    Record<string, { readonly count: number; readonly time: number }>
  >;
  /**
   * The same for each thread of a module whose threads run at the same time; the times
   * above are then sums. One that began after another had ended may be counted with it.
   */
  readonly threads?: readonly ThreadProfile[];
}

/** How threads spent their time that ran one after another: see {@linkcode Profile}. */
export interface ThreadProfile {
  /** How many they were. */
  readonly threads: number;
  /** The time for instantiating the module. */
  readonly instantiateTime: number;
  /** The time in the guest's own code, waiting for other threads included. */
  readonly wasmTime: number;
  /** The time in functions of the host, waiting included. */
  readonly hostTime: number;
}
