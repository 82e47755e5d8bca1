// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../src/util/errors.ts";

/** An engine cannot be built, for a reason outside the recipe's code. */
export class BuildError extends AfmpegError {
  override readonly name: string = "BuildError";
}
