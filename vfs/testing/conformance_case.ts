// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../fs.ts";

/** One behaviour: a name, and the test of it on an empty file system. */
export type ConformanceCase = readonly [
  name: string,
  test: (fs: Fs) => Promise<void>,
];
