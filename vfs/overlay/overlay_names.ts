// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";
import { attempt } from "../attempt.ts";
import { drive } from "../drive.ts";
import { carryOut } from "../carry_out.ts";
import { copyContents } from "../copy_contents.ts";
import { orDiscard } from "../discard.ts";
import { keepOwner } from "../keep_owner.ts";
import { keyOf } from "../key_of.ts";
import type { FileInfo, Fs, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { FsNames } from "../fs_names.ts";
import { OpenDirectories } from "../open_directories.ts";
import { join } from "../path.ts";
import { Lock } from "../lock.ts";
import type { OpenRequest } from "../names.ts";
import type { SharedNames } from "../shared_names.ts";
import { accessOf } from "../rules.ts";
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
    this.#hidden.clear();
    this.#requested.clear();
    this.#altered.clear();
  }

  async lstat(path: string): Promise<FileInfo> {
    const info = await this.#inLayer(path) ?? await this.#inBase(path);
    if (!info) throw new FsError("ENOENT", { operation: "lstat", path });
    return this.#identities.describe(info);
  }

  async readlink(path: string): Promise<string> {
    const names = await this.#inLayer(path) ? this.#layer : this.#base;
    return await names.readlink(path);
  }

  async open(path: string, request: OpenRequest): Promise<FsFile> {
    const { options, name, info } = request;
    const isInLayer = await this.#inLayer(path) !== undefined;
    if (info?.kind === "directory") {
      const names = isInLayer ? this.#layer : this.#base;
      const file = await names.open(path, request);
      const directory = this.#opened(path, name, file, isInLayer);
      return this.#directories.open(
        path,
        name,
        directory,
        (path) => this.#list(path),
      );
    }
    if (!info) await this.#copyUpParents(path);
    else if (!isInLayer && accessOf(options).canWrite) {
      await this.#copyUp(path, options.truncate);
    } else if (!isInLayer) {
      const file = await this.#base.open(path, request);
      return this.#opened(path, name, file, false);
    }
    const file = await this.#layer.open(path, request);
    if (!info) await orDiscard(file, () => this.#created(path, true));
    return this.#opened(path, name, file, true);
  }

  async mkdir(path: string, mode: number): Promise<void> {
    await this.#copyUpParents(path);
    await this.#layer.mkdir(path, mode);
    await this.#created(path, true);
  }

  async remove(path: string, info: FileInfo): Promise<void> {
    if (info.kind === "directory" && (await this.#list(path)).length > 0) {
      throw new FsError("ENOTEMPTY", { operation: "remove", path });
    }
    const inBase = await this.#inBase(path);
    if (inBase) await this.#copyUpParents(path);
    if (await this.#inLayer(path)) await this.#layer.remove(path, info);
    if (inBase) this.#hidden.add(path);
    this.#directories.removed(path);
    await this.#touchParent(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const replaced = await this.#find(to);
    if (replaced?.kind === "directory" && (await this.#list(to)).length > 0) {
      throw new FsError("ENOTEMPTY", { operation: "rename", path: from });
    }
    await this.#copyUpTree(from);
    await this.#copyUpParents(to);
    const fromBase = await this.#inBase(from);
    const toBase = await this.#inBase(to);
    await this.#layer.rename(from, to);
    this.#directories.renamed(from, to);
    // What was hidden below the old name does not concern the new one.
    if (fromBase) this.#hidden.add(from);
    if (toBase) this.#hidden.add(to);
  }

  async symlink(target: string, path: string): Promise<void> {
    await this.#copyUpParents(path);
    await this.#layer.symlink(target, path);
    await this.#created(path);
  }

  async link(from: string, to: string): Promise<void> {
    await this.#copyUp(from);
    await this.#copyUpParents(to);
    await this.#layer.link(from, to);
  }

  async chmod(path: string, mode: number): Promise<void> {
    await this.#copyUp(path);
    await this.#layer.chmod(path, mode);
    this.#requested.delete(await this.#alter(path));
  }

  async chown(path: string, uid: number, gid: number): Promise<void> {
    await this.#copyUp(path);
    await this.#layer.chown(path, uid, gid);
    this.#requested.delete(await this.#alter(path));
  }

  async chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    await this.#copyUp(path);
    await this.#layer.chtimes(path, atimeNs, mtimeNs);
    await this.#alter(path);
  }

  /** Notes that the metadata was set. Returns the key of the file. */
  async #alter(path: string): Promise<string> {
    const key = keyOf(await this.#layer.lstat(path));
    this.#altered.add(key);
    return key;
  }

  /** Notes what was just created in the layer. */
  async #created(path: string, hasMode = false): Promise<void> {
    const info = await this.#layer.lstat(path);
    this.#identities.created(info);
    this.#noteNew(info);
    if (hasMode) this.#requested.add(keyOf(info));
  }

  /** Forgets what is known of a removed file with the same numbers. */
  #noteNew(info: FileInfo): void {
    this.#requested.delete(keyOf(info));
    this.#altered.delete(keyOf(info));
  }

  async #inLayer(path: string): Promise<FileInfo | undefined> {
    return await this.#layer.find(path);
  }

  async #inBase(path: string): Promise<FileInfo | undefined> {
    if (this.isHidden(path)) return undefined;
    return await this.#base.find(path);
  }

  async #find(path: string): Promise<FileInfo | undefined> {
    return await this.#inLayer(path) ?? await this.#inBase(path);
  }

  /**
   * A directory has changed even if only an entry of the base disappeared from
   * it.
   */
  async #touchParent(path: string): Promise<void> {
    const parent = dirname(path);
    if (!await this.#inLayer(parent)) return;
    await this.#layer.chtimes(
      parent,
      undefined,
      BigInt(Date.now()) * 1_000_000n,
    );
  }

  async #list(path: string): Promise<FileInfo[]> {
    const entries = new Map<string, FileInfo>();
    const inBase = await this.#inBase(path);
    if (inBase?.kind === "directory") {
      for (const info of await this.#base.list(path)) {
        if (this.#hidden.covers(join(path, info.name))) continue;
        entries.set(info.name, info);
      }
    }
    if (await this.#inLayer(path)) {
      for (const info of await this.#layer.list(path)) {
        entries.set(info.name, info);
      }
    }
    return [...entries.values()]
      .sort((a, b) => a.name < b.name ? -1 : 1)
      .map((info) => this.#identities.describe(info));
  }

  async #copyUpParents(path: string): Promise<void> {
    if (path !== "/") await this.#copyUp(dirname(path));
  }

  /**
   * Copies a file into the layer, after its parents, and optionally without its
   * contents.
   */
  async #copyUp(path: string, isEmpty = false): Promise<void> {
    const missing: number[] = [];
    let at = path;
    for (; !await this.#inLayer(at); at = dirname(at)) missing.push(at.length);
    for (const length of missing.reverse()) {
      at = path.slice(0, length);
      await this.#copyUpOne(at, await this.#base.lstat(at), isEmpty);
    }
  }

  /** Copies a file, whose parents exist there, into the layer with its metadata. */
  async #copyUpOne(
    path: string,
    info: FileInfo,
    isEmpty = false,
  ): Promise<void> {
    // To show it there, its directory only seems to change.
    const parent = await this.#layer.lstat(dirname(path));
    let copy: FileInfo;
    try {
      copy = await this.#make(path, info, isEmpty);
      const { atimeNs, mtimeNs } = parent;
      await this.#layer.chtimes(dirname(path), atimeNs, mtimeNs);
    } catch (error) {
      // A part of a file must not cover the whole.
      await attempt(() => this.#layer.remove(path, info));
      throw error;
    }
    this.#identities.moved(info, copy);
    this.#noteNew(copy);
    for (const file of this.#reading.get(path) ?? []) {
      file.replace(
        await this.#layer.open(path, {
          options: {},
          name: file.name,
          info: copy,
        }),
      );
    }
    this.#reading.delete(path);
  }

  /** Makes the copy. */
  async #make(
    path: string,
    info: FileInfo,
    isEmpty: boolean,
  ): Promise<FileInfo> {
    if (info.kind === "directory") await this.#layer.mkdir(path, info.mode);
    else if (info.kind === "symlink") {
      await this.#layer.symlink(await this.#base.readlink(path), path);
    } else await this.#copyContents(path, info, isEmpty);
    if (info.kind !== "symlink") {
      await drive(keepOwner(this.#layer.fs, path, info));
    }
    await this.#layer.chtimes(path, info.atimeNs, info.mtimeNs);
    return await this.#layer.lstat(path);
  }

  async #copyContents(
    path: string,
    info: FileInfo,
    isEmpty: boolean,
  ): Promise<void> {
    const options = { write: true, create: true, exclusive: true };
    await using output = await this.#layer.open(path, {
      options,
      name: path,
      info: undefined,
    });
    if (isEmpty) return;
    await using input = await this.#base.open(path, {
      options: {},
      name: path,
      info,
    });
    await drive(copyContents(input, output));
  }

  /**
   * Copies a tree into the layer. Where the base is hidden, everything is
   * already there: only what the base shows is visited.
   */
  async #copyUpTree(path: string): Promise<void> {
    const info = await this.#inBase(path);
    if (!info) return;
    await this.#copyUp(path);
    let at = path;
    /**
     * The entries still to come, each with the length of its directory's path
     * in `at`.
     */
    const rest: { info: FileInfo; length: number }[] = [];
    const enter = async (directory: string) => {
      at = directory;
      for (const info of await this.#base.list(at)) {
        rest.push({ info, length: at.length });
      }
    };
    if (info.kind === "directory") await enter(path);
    for (let next; (next = rest.pop());) {
      const { info, length } = next;
      const own = join(at.slice(0, length), info.name);
      if (this.isHidden(own)) continue;
      if (!await this.#inLayer(own)) await this.#copyUpOne(own, info);
      if (info.kind === "directory") await enter(own);
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
    opened.toLayer = async () => {
      if (this.#reading.get(path) !== files) return;
      await carryOut(this, async () => {
        // A file that has lost its name cannot be copied any more.
        if (!this.isHidden(path)) return await this.#copyUp(path);
        throw new FsError("EROFS", { operation: "chtimes", path: name });
      });
    };
    return opened;
  }
}
