// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The longest time that a timer waits, in milliseconds: one that is longer ends at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1;
