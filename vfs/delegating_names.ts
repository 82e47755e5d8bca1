// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import type { Awaitable, FileInfo, FsFile } from "./fs.ts";
import type { Steps } from "./drive.ts";
import type { Lock } from "./lock.ts";
import type { OpenRequest } from "./names.ts";
import type { SharedNames } from "./shared_names.ts";

/** Names that delegate to others: the base class for the names of a view. */
export class DelegatingNames implements SharedNames {
  /** The names that are delegated to. */
  protected readonly inner: SharedNames;

  constructor(inner: SharedNames) {
    this.inner = inner;
  }

  /** The path among the inner names. */
  protected at(path: string): string {
    return path;
  }

  /** The path here of an inner one: the reverse of {@linkcode at}. */
  protected from(path: string): string {
    return path;
  }

  get locks(): readonly Lock[] | undefined {
    return this.inner.locks;
  }

  *ready(): Steps<void> {
    if (this.inner.ready) yield* this.inner.ready();
  }

  transact<T>(action: () => Steps<T>): Steps<T> {
    const { inner } = this;
    return inner.transact ? inner.transact(action) : action();
  }

  nearest(path: string): Awaitable<string> {
    const { inner } = this;
    if (!inner.nearest) return "/";
    return after(inner.nearest(this.at(path)), (found) => this.from(found));
  }

  lstat(path: string): Awaitable<FileInfo> {
    return this.inner.lstat(this.at(path));
  }

  readlink(path: string): Awaitable<string> {
    return this.inner.readlink(this.at(path));
  }

  open(path: string, request: OpenRequest): Awaitable<FsFile> {
    return this.inner.open(this.at(path), request);
  }

  mkdir(path: string, mode: number): Awaitable<void> {
    return this.inner.mkdir(this.at(path), mode);
  }

  remove(path: string, info: FileInfo): Awaitable<void> {
    return this.inner.remove(this.at(path), info);
  }

  rename(from: string, to: string): Awaitable<void> {
    return this.inner.rename(this.at(from), this.at(to));
  }

  symlink(target: string, path: string): Awaitable<void> {
    return this.inner.symlink(target, this.at(path));
  }

  link(from: string, to: string): Awaitable<void> {
    return this.inner.link(this.at(from), this.at(to));
  }

  chmod(path: string, mode: number): Awaitable<void> {
    return this.inner.chmod(this.at(path), mode);
  }

  chown(path: string, uid: number, gid: number): Awaitable<void> {
    return this.inner.chown(this.at(path), uid, gid);
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.inner.chtimes(this.at(path), atimeNs, mtimeNs);
  }
}
