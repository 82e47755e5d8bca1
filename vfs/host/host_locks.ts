import { Lock } from "../lock.ts";

/**
 * One for all: a rename through one file system must not come in between the steps
 * of a lookup through another over the same directory.
 */
export const hostLocks: readonly Lock[] = [new Lock()];
