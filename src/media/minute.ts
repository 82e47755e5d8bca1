// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How long what is usually quick may take by default, in milliseconds: an input
 * that never ends, such as a live playlist, must not hold the runtime for an hour.
 */
export const MINUTE_MS = 60_000;
