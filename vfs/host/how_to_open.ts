// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How a directory of the host is used. */
export interface HowToOpen {
  /** Whether nobody else changes it. */
  readonly isSoleWriter: boolean;
  /** Whether everything answers at once, and nothing waits for others. */
  readonly isSync: boolean;
}
