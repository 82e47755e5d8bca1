// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Steps } from "./drive.ts";
import type { Awaitable } from "./fs.ts";
import type { Lock } from "./lock.ts";
import type { NameOperations } from "./names.ts";

/** Removes a tree in steps, so that others have a turn in between. */
export interface TreeRemover {
  /** Removes some of it, as one operation. Returns whether nothing is left. */
  step(): Awaitable<boolean>;
  /** Waits between two steps. */
  pause(): Awaitable<void>;
}

/** Names that several file systems use, and what these need to take turns. */
export interface SharedNames extends NameOperations {
  /**
   * The locks to hold for an operation, in the order of `inOrder`. With the
   * same locks, views of one file system do not interleave their steps.
   */
  readonly locks?: readonly Lock[] | undefined;
  /** Awaited before the locks are acquired, for work that itself acquires some. */
  ready?(): Steps<void>;
  /**
   * Performs one whole operation, for a backend that must prepare for it or
   * check afterwards whether others have disturbed it: then it throws
   * `Disturbed`, and is called again. The default just calls `action`.
   */
  transact?<T>(action: () => Steps<T>): Steps<T>;
  /**
   * Removes a directory with all that is in it faster than name by name; of the
   * root, only what is in it.
   */
  remover?(path: string): TreeRemover;
  /**
   * The longest part of `path`, from the root, that is already known to be a
   * directory, which saves the walk there. The default is the root.
   */
  nearest?(path: string): Awaitable<string>;
}
