// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Awaitable, Fs, FsFile, OpenOptions } from "../../vfs/fs.ts";
import { declareSound } from "../../vfs/sound.ts";

/**
 * A file system in which a run that was stopped opens and changes no name: also not by
 * the next step of an operation of which a step is still under way.
 */
export class StoppableFs extends DelegatingFs {
  static {
    declareSound(this);
  }

  readonly #signal: AbortSignal;

  constructor(fs: Fs, signal: AbortSignal) {
    super("StoppableFs", fs);
    this.#signal = signal;
  }

  protected override over(fs: Fs): StoppableFs {
    return new StoppableFs(fs, this.#signal);
  }

  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    this.#signal.throwIfAborted();
    return super.openFile(path, options);
  }

  override mkdir(path: string, mode?: number): Awaitable<void> {
    this.#signal.throwIfAborted();
    return super.mkdir(path, mode);
  }

  override remove(path: string): Awaitable<void> {
    this.#signal.throwIfAborted();
    return super.remove(path);
  }

  override rename(oldPath: string, newPath: string): Awaitable<void> {
    this.#signal.throwIfAborted();
    return super.rename(oldPath, newPath);
  }

  override symlink(target: string, path: string): Awaitable<void> {
    this.#signal.throwIfAborted();
    return super.symlink(target, path);
  }

  override link(oldPath: string, newPath: string): Awaitable<void> {
    this.#signal.throwIfAborted();
    return super.link(oldPath, newPath);
  }
}
