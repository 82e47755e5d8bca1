// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "../../vfs/after.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import type { Awaitable, FsFile } from "../../vfs/fs.ts";
import { LONGEST_TIMER_MS } from "../../vfs/longest_timer.ts";

/** Tells when too much time passes without a write. */
export class StallTimer {
  #ms: number;
  readonly #onStall: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts to wait for a write. */
  constructor(ms: number, onStall: () => void) {
    this.#ms = ms;
    this.#onStall = onStall;
    this.#start();
  }

  /** The file, with its writes watched. */
  watch(file: FsFile): FsFile {
    if (this.#ms > LONGEST_TIMER_MS) return file;
    return new WatchedFile(file, {
      begin: () => clearTimeout(this.#timer),
      end: () => this.#start(),
    });
  }

  /** Waits no more, also when a write is accepted later. */
  [Symbol.dispose](): void {
    this.#ms = Infinity;
    clearTimeout(this.#timer);
  }

  #start(): void {
    clearTimeout(this.#timer);
    if (this.#ms <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(this.#onStall, this.#ms);
    }
  }
}

/** What is told when a write begins, and when it is accepted. */
interface Watcher {
  begin(): void;
  end(): void;
}

class WatchedFile extends DelegatingFile {
  readonly #watcher: Watcher;

  constructor(file: FsFile, watcher: Watcher) {
    super(file.name, file);
    this.#watcher = watcher;
  }

  override write(data: Uint8Array): Awaitable<number> {
    this.#watcher.begin();
    return after(super.write(data), (count) => {
      this.#watcher.end();
      return count;
    });
  }
}
