// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Lock } from "../lock.ts";

/**
 * A single lock: a rename through one file system must not come between the
 * steps of a lookup through another over the same directory.
 */
export const hostLocks: readonly Lock[] = [new Lock()];
