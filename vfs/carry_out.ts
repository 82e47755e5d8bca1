// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { delay } from "@std/async/delay";
import type { Steps } from "./drive.ts";
import { Disturbed } from "./disturbed.ts";
import { FsError } from "./fs_error.ts";
import { acquireAll } from "./lock.ts";
import type { SharedNames } from "./shared_names.ts";

/** How many times an operation is tried while others disturb it. */
const ATTEMPTS = 50;

/** How long an operation waits in total for others to stop, in milliseconds. */
const PATIENCE = 4000;

/**
 * Performs one whole operation on names, from the first step of the walk to the
 * last call: under their locks, and again if others have disturbed it.
 *
 * @throws {FsError} EAGAIN, if that does not end.
 */
export function* carryOut<T>(
  names: SharedNames,
  action: () => Steps<T>,
): Steps<T> {
  if (names.ready) yield* names.ready();
  const { locks } = names;
  const transact = () => names.transact ? names.transact(action) : action();
  // Without locks, it is part of an operation that holds them, and is repeated
  // with that.
  if (!locks) return yield* transact();
  return yield* retry(() => holding(names, transact));
}

/** Performs steps under the locks of names. */
function* holding<T>(names: SharedNames, action: () => Steps<T>): Steps<T> {
  const { locks = [] } = names;
  using _taken = yield* acquireAll(locks);
  // Meanwhile, something else may have been mounted.
  if ((names.locks ?? []) !== locks) throw new Disturbed("try again");
  return yield* action();
}

/**
 * Tries until nothing disturbs it.
 *
 * @throws {FsError} EAGAIN.
 */
export function* retry<T>(attempt: () => Steps<T>): Steps<T> {
  let patience = PATIENCE;
  for (let attempts = 1;; attempts++) {
    try {
      return yield* attempt();
    } catch (error) {
      if (!(error instanceof Disturbed)) throw error;
      const { hint } = error;
      if (attempts >= ATTEMPTS || error.delay > patience) {
        throw new FsError("EAGAIN", { operation: "open", path: "/", hint });
      }
      patience -= error.delay;
      if (error.delay > 0) yield delay(error.delay);
    }
  }
}
