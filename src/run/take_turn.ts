// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import type { Semaphore } from "@std/async/unstable-semaphore";

/**
 * Waits for a permit of `turns`. When `signal` aborts, it rejects with the reason,
 * and the place in the queue is given up.
 */
export async function takeTurn(
  turns: Semaphore,
  signal: AbortSignal | undefined,
): Promise<Disposable> {
  const turn = turns.acquire();
  if (!signal) return await turn;
  try {
    return await abortable(turn, signal);
  } catch (reason) {
    turn.then((permit) => permit[Symbol.dispose]());
    throw reason;
  }
}
