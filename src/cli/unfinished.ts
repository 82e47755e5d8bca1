// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Note } from "./notes.ts";
import type { Removal } from "./outputs_fs.ts";

/** A command has failed, and its outputs were removed. Its cause says why. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  readonly notes: readonly Note[];
  readonly removal: Removal;

  /** Creates the error for `cause`. */
  constructor(cause: unknown, notes: readonly Note[], removal: Removal) {
    super("Cannot finish", { cause });
    this.notes = notes;
    this.removal = removal;
  }
}
