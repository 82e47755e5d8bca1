// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";
import { attempt } from "../attempt.ts";
import { drive, type Steps, wait } from "../drive.ts";
import { carryOut } from "../carry_out.ts";
import { copyContents } from "../copy_contents.ts";
import { discard, orDiscard } from "../discard.ts";
import { keepOwner } from "../keep_owner.ts";
import { keyOf } from "../key_of.ts";
import type { Awaitable, FileInfo, Fs, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { FsNames } from "../fs_names.ts";
import { LastDirectory } from "../last_directory.ts";
import { OpenDirectories } from "../open_directories.ts";
import { join } from "../path.ts";
import { Lock } from "../lock.ts";
import type { OpenRequest } from "../names.ts";
import type { SharedNames } from "../shared_names.ts";
import { accessOf } from "../rules.ts";
import { withFile } from "../with_file.ts";
import { HiddenPaths } from "./hidden_paths.ts";
import { Identities } from "./identities.ts";
import { OverlayFile } from "./overlay_file.ts";

/** Names in one of two file systems, of which only the upper one is changed. */
export class OverlayNames implements SharedNames {
  /** One operation after another: a change takes several steps in two file systems. */
  readonly locks: readonly Lock[] = [new Lock()];
  readonly #base: FsNames;
  readonly #layer: FsNames;
  /** Paths at and below which the base is hidden: removed or replaced. */
  readonly #hidden = new HiddenPaths();
  readonly #identities = new Identities();
  readonly #directories = new OpenDirectories();
  /** Neither file system is changed by others. */
  readonly #last = new LastDirectory();
  /**
   * What was created in the layer and has still the mode and owner of then: of
   * those, the target of a commit may grant others.
   */
  readonly #requested = new Set<string>();
  /** What has got a mode, an owner or times of its own in the layer. */
  readonly #altered = new Set<string>();
  /**
   * Handles that read from the base, by their path there: they follow a
   * copy-up.
   */
  readonly #reading = new Map<string, Set<OverlayFile>>();

  constructor(base: Fs, layer: Fs) {
    this.#base = new FsNames(base);
    this.#layer = new FsNames(layer);
  }

  /** The paths that exist in the base and are hidden. */
  hidden(): string[] {
    return [...this.#hidden];
  }

  /** Whether the base is hidden at `path`. */
  isHidden(path: string): boolean {
    return this.#hidden.covers(path);
  }

  /**
   * Whether what `info` describes in the layer has just the mode and owner with
   * which it was created.
   */
  isRequested(info: FileInfo): boolean {
    return this.#requested.has(keyOf(info));
  }

  /** Whether the metadata of what `info` describes in the layer was set. */
  isAltered(info: FileInfo): boolean {
    return this.#altered.has(keyOf(info));
  }

  /** Shows the whole base again. */
  forget(): void {
    this.#last.forget();
    this.#hidden.clear();
    this.#requested.clear();
    this.#altered.clear();
  }

  nearest(path: string): string {
    return this.#last.nearest(path);
  }

  lstat(path: string): Awaitable<FileInfo> {
    this.#last.passed(path);
    return drive(this.#lstatSteps(path));
  }

  *#lstatSteps(path: string): Steps<FileInfo> {
    const info = (yield* this.#inLayer(path)) ?? (yield* this.#inBase(path));
    if (!info) throw new FsError("ENOENT", { operation: "lstat", path });
    return this.#identities.describe(info);
  }

  readlink(path: string): Awaitable<string> {
    return drive(this.#readlinkSteps(path));
  }

  *#readlinkSteps(path: string): Steps<string> {
    const names = (yield* this.#inLayer(path)) ? this.#layer : this.#base;
    return yield* wait(names.readlink(path));
  }

  open(path: string, request: OpenRequest): Awaitable<FsFile> {
    return drive(this.#openSteps(path, request));
  }

  *#openSteps(path: string, request: OpenRequest): Steps<FsFile> {
    const { options, name, info } = request;
    const isInLayer = (yield* this.#inLayer(path)) !== undefined;
    if (info?.kind === "directory") {
      const names = isInLayer ? this.#layer : this.#base;
      const file = yield* wait(names.open(path, request));
      const directory = this.#opened(path, name, file, isInLayer);
      return this.#directories.open(
        path,
        name,
        directory,
        (path) => drive(this.#list(path)),
      );
    }
    const layer = this.#layer;
    let file: FsFile | undefined;
    if (!info) yield* this.#copyUpParents(path);
    else if (!isInLayer && accessOf(options).canWrite) {
      const openEmpty = function* (): Steps<void> {
        file = yield* wait(layer.open(path, request));
      };
      yield* this.#copyUp(path, options.truncate ? openEmpty : undefined);
    } else if (!isInLayer) {
      const file = yield* wait(this.#base.open(path, request));
      return this.#opened(path, name, file, false);
    }
    const opened = file ?? (yield* wait(layer.open(path, request)));
    if (!info) yield* orDiscard(opened, () => this.#created(path, true));
    return this.#opened(path, name, opened, true);
  }

  mkdir(path: string, mode: number): Awaitable<void> {
    return drive(this.#mkdirSteps(path, mode));
  }

  *#mkdirSteps(path: string, mode: number): Steps<void> {
    yield* this.#copyUpParents(path);
    yield this.#layer.mkdir(path, mode);
    yield* this.#created(path, true);
  }

  remove(path: string, info: FileInfo): Awaitable<void> {
    return drive(this.#removeSteps(path, info));
  }

  *#removeSteps(path: string, info: FileInfo): Steps<void> {
    this.#last.passed(path);
    if (info.kind === "directory" && (yield* this.#list(path)).length > 0) {
      throw new FsError("ENOTEMPTY", { operation: "remove", path });
    }
    const inBase = yield* this.#inBase(path);
    if (inBase) yield* this.#copyUpParents(path);
    if (yield* this.#inLayer(path)) yield this.#layer.remove(path, info);
    if (inBase) this.#hidden.add(path);
    this.#directories.removed(path);
    yield* this.#touchParent(path);
  }

  rename(from: string, to: string): Awaitable<void> {
    return drive(this.#renameSteps(from, to));
  }

  *#renameSteps(from: string, to: string): Steps<void> {
    this.#last.passed(from);
    const replaced = yield* this.#find(to);
    if (replaced?.kind === "directory" && (yield* this.#list(to)).length > 0) {
      throw new FsError("ENOTEMPTY", { operation: "rename", path: from });
    }
    yield* this.#copyUpTree(from);
    yield* this.#copyUpParents(to);
    const fromBase = yield* this.#inBase(from);
    const toBase = yield* this.#inBase(to);
    yield this.#layer.rename(from, to);
    this.#directories.renamed(from, to);
    // What was hidden below the old name does not concern the new one.
    if (fromBase) this.#hidden.add(from);
    if (toBase) this.#hidden.add(to);
  }

  symlink(target: string, path: string): Awaitable<void> {
    return drive(this.#symlinkSteps(target, path));
  }

  *#symlinkSteps(target: string, path: string): Steps<void> {
    yield* this.#copyUpParents(path);
    yield this.#layer.symlink(target, path);
    yield* this.#created(path);
  }

  link(from: string, to: string): Awaitable<void> {
    return drive(this.#linkSteps(from, to));
  }

  *#linkSteps(from: string, to: string): Steps<void> {
    yield* this.#copyUp(from);
    yield* this.#copyUpParents(to);
    yield this.#layer.link(from, to);
  }

  chmod(path: string, mode: number): Awaitable<void> {
    return drive(this.#chmodSteps(path, mode));
  }

  *#chmodSteps(path: string, mode: number): Steps<void> {
    yield* this.#copyUp(path);
    yield this.#layer.chmod(path, mode);
    this.#requested.delete(yield* this.#alter(path));
  }

  chown(path: string, uid: number, gid: number): Awaitable<void> {
    return drive(this.#chownSteps(path, uid, gid));
  }

  *#chownSteps(path: string, uid: number, gid: number): Steps<void> {
    yield* this.#copyUp(path);
    yield this.#layer.chown(path, uid, gid);
    this.#requested.delete(yield* this.#alter(path));
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return drive(this.#chtimesSteps(path, atimeNs, mtimeNs));
  }

  *#chtimesSteps(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Steps<void> {
    yield* this.#copyUp(path);
    yield this.#layer.chtimes(path, atimeNs, mtimeNs);
    yield* this.#alter(path);
  }

  /** Notes that the metadata was set. Returns the key of the file. */
  *#alter(path: string): Steps<string> {
    const key = keyOf(yield* wait(this.#layer.lstat(path)));
    this.#altered.add(key);
    return key;
  }

  /** Notes what was just created in the layer. */
  *#created(path: string, hasMode = false): Steps<void> {
    const info = yield* wait(this.#layer.lstat(path));
    this.#identities.created(info);
    this.#noteNew(info);
    if (hasMode) this.#requested.add(keyOf(info));
  }

  /** Forgets what is known of a removed file with the same numbers. */
  #noteNew(info: FileInfo): void {
    this.#requested.delete(keyOf(info));
    this.#altered.delete(keyOf(info));
  }

  *#inLayer(path: string): Steps<FileInfo | undefined> {
    return yield* wait(this.#layer.find(path));
  }

  *#inBase(path: string): Steps<FileInfo | undefined> {
    if (this.isHidden(path)) return undefined;
    return yield* wait(this.#base.find(path));
  }

  *#find(path: string): Steps<FileInfo | undefined> {
    return (yield* this.#inLayer(path)) ?? (yield* this.#inBase(path));
  }

  /**
   * A directory has changed even if only an entry of the base disappeared from
   * it.
   */
  *#touchParent(path: string): Steps<void> {
    const parent = dirname(path);
    if (!(yield* this.#inLayer(parent))) return;
    yield this.#layer.chtimes(
      parent,
      undefined,
      BigInt(Date.now()) * 1_000_000n,
    );
  }

  *#list(path: string): Steps<FileInfo[]> {
    const entries = new Map<string, FileInfo>();
    const inBase = yield* this.#inBase(path);
    if (inBase?.kind === "directory") {
      for (const info of yield* wait(this.#base.list(path))) {
        if (this.#hidden.covers(join(path, info.name))) continue;
        entries.set(info.name, info);
      }
    }
    if (yield* this.#inLayer(path)) {
      for (const info of yield* wait(this.#layer.list(path))) {
        entries.set(info.name, info);
      }
    }
    return [...entries.values()]
      .sort((a, b) => a.name < b.name ? -1 : 1)
      .map((info) => this.#identities.describe(info));
  }

  *#copyUpParents(path: string): Steps<void> {
    if (path !== "/") yield* this.#copyUp(dirname(path));
  }

  /**
   * Copies a file into the layer, after its parents.
   *
   * @param openEmpty Opens it there, if it is to have no contents. Where that fails,
   *   it keeps them.
   */
  *#copyUp(path: string, openEmpty?: () => Steps<void>): Steps<void> {
    const missing: number[] = [];
    let at = path;
    for (; !(yield* this.#inLayer(at)); at = dirname(at)) {
      missing.push(at.length);
    }
    for (const length of missing.reverse()) {
      at = path.slice(0, length);
      const info = yield* wait(this.#base.lstat(at));
      yield* this.#copyUpOne(at, info, at === path ? openEmpty : undefined);
    }
  }

  /** Copies a file, whose parents exist there, into the layer with its metadata. */
  *#copyUpOne(
    path: string,
    info: FileInfo,
    openEmpty?: () => Steps<void>,
  ): Steps<void> {
    // To show it there, its directory only seems to change.
    const parent = yield* wait(this.#layer.lstat(dirname(path)));
    let copy: FileInfo;
    const readers = [...this.#reading.get(path) ?? []];
    const opened: FsFile[] = [];
    try {
      copy = yield* this.#make(path, info, openEmpty !== undefined);
      const { atimeNs, mtimeNs } = parent;
      yield this.#layer.chtimes(dirname(path), atimeNs, mtimeNs);
      for (const { name } of readers) {
        const request = { options: {}, name, info: copy };
        opened.push(yield* wait(this.#layer.open(path, request)));
      }
      if (openEmpty) yield* openEmpty();
    } catch (error) {
      for (const file of opened) yield* discard(file);
      // A part of a file must not cover the whole.
      yield attempt(() => this.#layer.remove(path, info));
      throw error;
    }
    this.#identities.moved(info, copy);
    this.#noteNew(copy);
    for (const [i, file] of opened.entries()) readers[i]!.replace(file);
    this.#reading.delete(path);
  }

  /** Makes the copy. */
  *#make(
    path: string,
    info: FileInfo,
    isEmpty: boolean,
  ): Steps<FileInfo> {
    if (info.kind === "directory") yield this.#layer.mkdir(path, info.mode);
    else if (info.kind === "symlink") {
      yield this.#layer.symlink(yield* wait(this.#base.readlink(path)), path);
    } else yield* this.#copyContents(path, info, isEmpty);
    if (info.kind !== "symlink") {
      yield* keepOwner(this.#layer.fs, path, info);
    }
    yield this.#layer.chtimes(path, info.atimeNs, info.mtimeNs);
    return yield* wait(this.#layer.lstat(path));
  }

  *#copyContents(
    path: string,
    info: FileInfo,
    isEmpty: boolean,
  ): Steps<void> {
    const options = { write: true, create: true, exclusive: true };
    const request = { options, name: path, info: undefined };
    const base = this.#base;
    yield* withFile(this.#layer.open(path, request), function* (output) {
      if (isEmpty) return;
      const input = base.open(path, { options: {}, name: path, info });
      yield* withFile(input, (input) => copyContents(input, output));
    });
  }

  /**
   * Copies a tree into the layer. Where the base is hidden, everything is
   * already there: only what the base shows is visited.
   */
  *#copyUpTree(path: string): Steps<void> {
    const info = yield* this.#inBase(path);
    if (!info) return;
    yield* this.#copyUp(path);
    let at = path;
    /**
     * The entries still to come, each with the length of its directory's path
     * in `at`.
     */
    const rest: { info: FileInfo; length: number }[] = [];
    const base = this.#base;
    const enter = function* (directory: string): Steps<void> {
      at = directory;
      for (const info of yield* wait(base.list(at))) {
        rest.push({ info, length: at.length });
      }
    };
    if (info.kind === "directory") yield* enter(path);
    for (let next; (next = rest.pop());) {
      const { info, length } = next;
      const own = join(at.slice(0, length), info.name);
      if (this.isHidden(own)) continue;
      if (!(yield* this.#inLayer(own))) yield* this.#copyUpOne(own, info);
      if (info.kind === "directory") yield* enter(own);
    }
  }

  #opened(
    path: string,
    name: string,
    file: FsFile,
    isInLayer: boolean,
  ): OverlayFile {
    const opened = new OverlayFile(name, file, this.#identities);
    opened.onAlter = (info) => this.#altered.add(keyOf(info));
    if (isInLayer) return opened;
    // It is in the base, until it is closed or copied up.
    const files = this.#reading.get(path) ?? new Set();
    this.#reading.set(path, files.add(opened));
    opened.onClose = () => files.delete(opened);
    const toLayer = function* (names: OverlayNames): Steps<void> {
      // A file that has lost its name cannot be copied any more.
      if (!names.isHidden(path)) return yield* names.#copyUp(path);
      throw new FsError("EROFS", { operation: "chtimes", path: name });
    };
    opened.toLayer = () => {
      if (this.#reading.get(path) !== files) return;
      return drive(carryOut(this, () => toLayer(this)));
    };
    return opened;
  }
}
