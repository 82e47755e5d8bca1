// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AnswerError } from "../../vfs/answer_error.ts";

/**
 * How many of `wanted` bytes `method` says that it read; 0 at the end.
 *
 * @throws {AnswerError}
 */
export function readCount(
  answer: number | null,
  wanted: number,
  method: string,
): number {
  if (answer === null) return 0;
  if (isCount(answer, wanted)) return answer;
  throw new AnswerError(
    method,
    answer,
    `null at the end, or how many bytes of the ${wanted} were read`,
  );
}

/**
 * How many of `wanted` bytes `method` says that it wrote: without progress, a guest
 * would try for ever.
 *
 * @throws {AnswerError}
 */
export function writtenCount(
  answer: number,
  wanted: number,
  method: string,
): number {
  if (isCount(answer, wanted) && (answer > 0 || wanted === 0)) return answer;
  throw new AnswerError(
    method,
    answer,
    `how many bytes of the ${wanted} were written, at least one`,
  );
}

function isCount(answer: number, most: number): boolean {
  return Number.isInteger(answer) && answer >= 0 && answer <= most;
}
