// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import {
  checkFs,
  checkOptions,
  fileSystem,
  signal as abortSignal,
} from "./check.ts";
import { statIfThere } from "./stat_if_there.ts";
import { keyOf } from "./key_of.ts";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { copy } from "./copy.ts";
import { drive } from "./drive.ts";
import type { Awaitable, FileInfo, FileKind, Fs } from "./fs.ts";
import { isErrno } from "./is_errno.ts";
import { CANNOT, keepOwner } from "./keep_owner.ts";
import { link } from "./links.ts";
import { OverlayNames } from "./overlay/overlay_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { join } from "./path.ts";
import { relabel } from "./relabel.ts";
import { steps, walk } from "./walk.ts";
import { besideOf, tempName } from "./temp.ts";

/** What {@linkcode OverlayFs.changes} returns for one path. */
export interface OverlayChange {
  /** The path, from the root. */
  readonly path: string;
  /** `"added"` and `"changed"` exist in the layer, `"removed"` only in the base. */
  readonly change: "added" | "changed" | "removed";
}

/** Options of {@linkcode OverlayFs.commit}. */
export interface CommitOptions {
  /** The file system to commit to. The default is the base. */
  target?: Fs;
  /** Aborts the commit between two pieces; files that are complete stay. */
  signal?: AbortSignal;
}

/**
 * A writable layer over a base that is only read. A file is copied up with its
 * metadata before it is changed; removed files are hidden; listings merge both.
 *
 * The base must not be changed by others meanwhile. A hard link in the base is
 * broken when the file is first changed through one of its names.
 *
 * @example Trying out changes
 * ```ts
 * import { MemoryFs, OverlayFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const base = new MemoryFs();
 * base.writeFile("a.txt", "old");
 * const fs = new OverlayFs(base, new MemoryFs());
 * await fs.writeFile("a.txt", "new");
 * assertEquals(base.readTextFile("a.txt"), "old");
 * assertEquals(await fs.changes(), [{ path: "/a.txt", change: "changed" }]);
 * await fs.commit();
 * assertEquals(base.readTextFile("a.txt"), "new");
 * ```
 */
export class OverlayFs<F extends Fs = Fs, L extends Fs = F>
  extends ResolvingFs<F | L> {
  static {
    declareSound(this);
  }

  readonly #base: Fs;
  readonly #layer: Fs;
  readonly #names: OverlayNames;

  /**
   * Lays `layer`, which should be empty, over `base`.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(base: F, layer: L) {
    checkFs(base, "base");
    checkFs(layer, "layer");
    if (base as Fs === layer) {
      throw new TypeError(
        "Cannot use `layer`: received the base; give another file system",
      );
    }
    const [checkedBase, checkedLayer] = [checkedFs(base), checkedFs(layer)];
    const names = new OverlayNames(checkedBase, checkedLayer);
    super("OverlayFs", names);
    this.#base = checkedBase;
    this.#layer = checkedLayer;
    this.#names = names;
  }

  /**
   * Returns what differs from the base, by path. A directory has changed if its
   * mode, owner or times were set, not just because its entries have.
   *
   * @throws {FsError} The errors of reading the layer and the base.
   */
  async changes(): Promise<OverlayChange[]> {
    const changes: OverlayChange[] = [];
    for await (const { path, info } of walk(this.#layer, "/")) {
      if (path === "/") continue;
      const inBase = await this.#kindIn(this.#base, path);
      if (inBase === undefined) changes.push({ path, change: "added" });
      else if (
        inBase !== "directory" || this.#names.isHidden(path) ||
        this.#names.isAltered(info)
      ) {
        changes.push({ path, change: "changed" });
      }
    }
    for (const path of this.#names.hidden()) {
      const inLayer = await this.#kindIn(this.#layer, path);
      if (inLayer === undefined) changes.push({ path, change: "removed" });
    }
    return changes.sort((a, b) => a.path < b.path ? -1 : 1);
  }

  /**
   * Applies the changes to the base, or to another target like it, and then
   * forgets them. Each file takes its name only when it is complete; hard links
   * are restored. Modes and times are kept, and so are owners if the target
   * allows it; what was created with a mode gets what the target grants of it.
   *
   * @throws {FsError} The errors of writing to the target. If aborted, throws
   * the reason of `signal`.
   * @throws {TypeError} If an argument or option is invalid.
   */
  async commit(options: CommitOptions = {}): Promise<void> {
    checkOptions("commit", options, COMMIT_OPTIONS);
    const { signal } = options;
    const target = checkedFs(options.target ?? this.#base);
    for (const path of this.#names.hidden()) {
      signal?.throwIfAborted();
      // A file in the place of another takes its name when it is complete.
      const kinds = [
        await this.#kindIn(this.#layer, path),
        await this.#kindIn(target, path),
      ];
      const isReplaced = kinds.every((kind) => kind && kind !== "directory");
      if (!isReplaced) await target.removeAll(path);
    }
    /** How the target has made new directories: with a mode and owner of its own. */
    const granted = new Map<string, FileInfo>();
    /** The first name of each file with several. */
    const names = new Map<string, string>();
    for await (const { path, info, isEnd } of steps(this.#layer, "/")) {
      signal?.throwIfAborted();
      if (path === "/") continue;
      if (info.kind !== "directory") {
        await this.#commitFile(target, path, info, names, signal);
      } else if (isEnd) {
        await drive(keepOwner(target, path, granted.get(path) ?? info));
        // Adding entries has changed its times.
        await target.chtimes(path, info.atimeNs, info.mtimeNs);
      } else if (await this.#kindIn(target, path) !== "directory") {
        await target.mkdir(path, info.mode);
        if (this.#names.isRequested(info)) {
          granted.set(path, await target.stat(path));
        }
      }
    }
    await this.discard();
  }

  async #commitFile(
    target: Fs,
    path: string,
    info: FileInfo,
    names: Map<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const beside = await tempName(target, besideOf(path, ".commit-"));
    const key = keyOf(info);
    const first = names.get(key);
    try {
      const isLinked = first !== undefined &&
        await isDone(() => link(target, first, beside));
      if (!isLinked) {
        const granted = this.#names.isRequested(info)
          ? await makeFile(target, beside, info.mode)
          : undefined;
        await copy({ fs: this.#layer, path }, { fs: target, path: beside }, {
          ...signal && { signal },
        });
        if (granted) await drive(keepOwner(target, beside, granted));
      }
      await target.rename(beside, path);
    } catch (error) {
      await attempt(() => target.removeAll(beside));
      throw isErrno(error) ? relabel(error, { path }) : error;
    }
    if (info.nlink > 1) names.set(key, path);
  }

  /**
   * Discards the changes.
   *
   * @throws {FsError} The errors of removing what is in the layer.
   */
  async discard(): Promise<void> {
    await using root = await this.#layer.open("/");
    for (const name of await root.readdirnames()) {
      await this.#layer.removeAll(join("/", name));
    }
    this.#names.forget();
  }

  async #kindIn(fs: Fs, path: string): Promise<FileKind | undefined> {
    return (await statIfThere(fs, path))?.kind;
  }
}

const COMMIT_OPTIONS = { target: fileSystem, signal: abortSignal };

/** Whether an operation succeeded that not every file system supports or allows. */
async function isDone(action: () => Awaitable<void>): Promise<boolean> {
  return await attempt(() => after(action(), () => true), ...CANNOT) ?? false;
}

/** Creates a file, and returns what the file system has made of it. */
async function makeFile(
  fs: Fs,
  path: string,
  mode: number,
): Promise<FileInfo> {
  const options = { write: true, create: true, exclusive: true, mode };
  await using file = await fs.openFile(path, options);
  return await file.stat();
}
