import type { Awaitable } from "./fs.ts";
import type { Lock } from "./lock.ts";
import type { NameOperations } from "./names.ts";

/** Names that several file systems work with: what it takes for them to take turns. */
export interface SharedNames extends NameOperations {
  /**
   * What has to be taken for an operation, in the order of `inOrder`. With the same
   * locks, views of one file system do not come in between each other's steps.
   */
  readonly locks?: readonly Lock[] | undefined;
  /** Is awaited before the locks are taken, for what itself takes some. */
  ready?(): Promise<void>;
  /**
   * Carries out one whole operation, for a backend that has to prepare for it or to
   * look afterwards whether others have disturbed it: then it throws `Disturbed`, and
   * is called again. The default just calls `action`.
   */
  transact?<T>(action: () => Promise<T>): Promise<T>;
  /**
   * Whether it is known that `path` is a directory, without walking there: spares
   * the walk. `false` says nothing. The default knows of none.
   */
  knows?(path: string): Awaitable<boolean>;
}
