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
}
