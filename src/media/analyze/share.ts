// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Check, that } from "../../../vfs/check.ts";

/** A number from 0 to 1. */
export const share: Check = that(
  (value) => typeof value === "number" && value >= 0 && value <= 1,
  "a number from 0 to 1",
);
