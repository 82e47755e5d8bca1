// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How large the memory of a guest may grow unless it is said, in bytes. */
export const DEFAULT_MEMORY_BYTES: number = 2 ** 30;
