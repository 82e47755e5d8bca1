// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { rawOperations } from "./raw_operations.ts";
import { fileOperations } from "./file_operations.ts";
import { fsOperations } from "./fs_operations.ts";
import type { Operation } from "./operation.ts";

/** All operations by their codes. */
export const operations: readonly Operation[] = [
  ...Object.values(fsOperations),
  ...Object.values(fileOperations),
  ...Object.values(rawOperations),
];
