// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { received } from "../../vfs/received.ts";

/** A signal that can be sent to a run: see {@linkcode Job.kill}. */
export type GuestSignal =
  | "SIGHUP"
  | "SIGINT"
  | "SIGQUIT"
  | "SIGKILL"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGTERM";

const numbers: Readonly<Record<GuestSignal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
};

/**
 * The number of a signal.
 *
 * @throws {TypeError} when `name` is not a {@linkcode GuestSignal}.
 */
export function signalNumber(name: GuestSignal): number {
  if (typeof name === "string" && Object.hasOwn(numbers, name)) {
    return numbers[name];
  }
  throw new TypeError(
    `Cannot send a signal: received ${received(name)}; give one of ` +
      `${Object.keys(numbers).join(", ")}, or stop the run with abort(reason)`,
  );
}
