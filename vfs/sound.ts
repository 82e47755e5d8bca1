// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "./fs.ts";

/** The classes whose instances keep the contract of {@linkcode Fs}. */
const classes = new WeakSet<object>();

/**
 * The instances of these classes. A `Proxy` of one is not among them, nor is an
 * instance of a derived class, whose methods are not ours.
 */
const instances = new WeakSet<object>();

/** Asserts that the instances of a class keep the contract; not those of a derived one. */
export function declareSound(type: object): void {
  classes.add(type);
}

/** Is called for each new instance, with its class. */
export function noteInstance(fs: object, type: object): void {
  if (classes.has(type)) instances.add(fs);
}

/** Whether the answers of a file system need no check, whatever they are. */
export function isSound(fs: Fs): boolean {
  // A method of its own, given to it later, is not ours either.
  return instances.has(fs) &&
    !Object.values(fs).some((value) => typeof value === "function");
}
