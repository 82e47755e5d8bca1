// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Call } from "./command.ts";

/** How many operands a call has, in words. */
export function operandsText({ operands: { length } }: Call): string {
  return `${length} operand${length === 1 ? "" : "s"}`;
}
