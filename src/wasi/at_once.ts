// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AnswerError } from "../../vfs/answer_error.ts";

/**
 * Returns what a method has answered: a guest cannot wait for a promise.
 *
 * @throws {AnswerError} if it is one.
 */
export function atOnce<T>(method: string, answer: T): T {
  if (!(answer instanceof Promise)) return answer;
  answer.catch(() => {});
  throw new AnswerError(
    method,
    answer,
    "a result at once: give a SyncFs, or use `Runtime` for any `Fs`",
  );
}
