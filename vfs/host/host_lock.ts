import { Semaphore } from "@std/async/unstable-semaphore";

/**
 * One for all: a rename through one file system must not come in between the steps
 * of a lookup through another over the same directory.
 */
export const hostLock: Semaphore = new Semaphore(1);
