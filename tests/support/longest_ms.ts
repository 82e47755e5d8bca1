// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How long a program that a test starts may run: what takes minutes on a busy machine ends
 * well before this. One that never ended would keep the whole suite from its end, and
 * nothing would say which one it was.
 */
export const LONGEST_MS: number = 15 * 60_000;
