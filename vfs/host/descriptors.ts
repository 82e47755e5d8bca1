// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files } from "./host.ts";

/** Closes descriptors that were never closed explicitly. */
const forgotten = new FinalizationRegistry<Set<number>>(closeAll);

/**
 * Descriptors of the host that belong to one object, and are closed at the
 * latest when it is garbage-collected.
 */
export class Descriptors implements Disposable {
  readonly #open = new Set<number>();
  #isClosed = false;

  constructor() {
    forgotten.register(this, this.#open, this);
  }

  /** @throws {FsError} EBADF, if they are closed. */
  assertOpen(): void {
    if (!this.#isClosed) return;
    throw Object.assign(new Error("closed"), { code: "EBADF" });
  }

  /** Takes ownership of `fd`. */
  add(fd: number): void {
    this.#open.add(fd);
  }

  close(fd: number): void {
    if (this.#open.delete(fd)) files().closeSync(fd);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    forgotten.unregister(this);
    closeAll(this.#open);
  }
}

function closeAll(open: Set<number>): void {
  for (const fd of open) files().closeSync(fd);
  open.clear();
}
