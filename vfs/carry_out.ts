import { delay } from "@std/async/delay";
import { Disturbed } from "./disturbed.ts";
import { FsError } from "./fs_error.ts";
import { acquireAll } from "./lock.ts";
import type { SharedNames } from "./shared_names.ts";

/** How often an operation is tried while others disturb it. */
const ATTEMPTS = 50;

/** How long an operation waits in all for others to come to rest, in milliseconds. */
const PATIENCE = 4000;

/**
 * Carries out one whole operation on names, from the first step of the walk to the
 * last call: with their locks, and anew where others have disturbed it.
 *
 * @throws {FsError} EAGAIN, where that does not end.
 */
export async function carryOut<T>(
  names: SharedNames,
  action: () => Promise<T>,
): Promise<T> {
  await names.ready?.();
  const { locks } = names;
  const transact = () => names.transact ? names.transact(action) : action();
  // Who takes no lock is in a turn of somebody who does, and starts anew with that.
  if (!locks) return await transact();
  return await retry(async () => {
    using _taken = await acquireAll(locks);
    return await transact();
  });
}

/**
 * Tries until nobody disturbs it.
 *
 * @throws {FsError} EAGAIN.
 */
export async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  let patience = PATIENCE;
  for (let attempts = 1;; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Disturbed)) throw error;
      const { hint } = error;
      if (attempts >= ATTEMPTS || error.delay > patience) {
        throw new FsError("EAGAIN", { operation: "open", path: "/", hint });
      }
      patience -= error.delay;
      if (error.delay > 0) await delay(error.delay);
    }
  }
}
