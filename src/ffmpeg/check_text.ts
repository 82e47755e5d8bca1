// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { that } from "../../vfs/check.ts";

/**
 * Checks a text of a command line.
 *
 * @throws {TypeError} when it is not a string, or contains NUL, at which C ends it.
 */
export const checkText: (name: string, value: unknown) => void = that(
  (value) => typeof value === "string" && !value.includes("\0"),
  "a string without NUL",
);
