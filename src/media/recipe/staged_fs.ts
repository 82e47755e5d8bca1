// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, dirname } from "@std/path/posix";
import { attempt } from "../../../vfs/attempt.ts";
import { DelegatingFs } from "../../../vfs/delegating_fs.ts";
import { drive } from "../../../vfs/drive.ts";
import type {
  Awaitable,
  FileInfo,
  Fs,
  FsFile,
  OpenOptions,
} from "../../../vfs/fs.ts";
import { FsError } from "../../../vfs/fs_error.ts";
import { isErrno } from "../../../vfs/is_errno.ts";
import { keepOwner } from "../../../vfs/keep_owner.ts";
import { canonicalPath, isWithin, join } from "../../../vfs/path.ts";
import { realPath } from "../../../vfs/real_path.ts";
import { relabel } from "../../../vfs/relabel.ts";
import { statIfThere } from "../../../vfs/stat_if_there.ts";
import type { Plan } from "./plan.ts";

/** How the names of files begin that are not complete: as those of a commit. */
const UNFINISHED = ".commit-";

/** The names of files that refer to others, which must be there before. */
const REFERS = /\.(m3u8|mpd)$/;

/** An output: where it will be, and where it is until it is complete. */
interface Stage {
  readonly target: string;
  readonly staged: string;
  /** What is there now. */
  readonly there: FileInfo | undefined;
}

/** A directory of the guest. */
interface Folder {
  readonly path: string;
  /** Where its files lie. */
  readonly real: string;
  /** How their names begin there, until they are complete. */
  readonly prefix: string;
}

/**
 * A file system in which the outputs of a plan are written under names of their own,
 * beside where they will be, until `commit` renames them.
 */
export class StagedFs extends DelegatingFs {
  readonly #id = crypto.randomUUID().slice(0, 8);
  /** True paths by those of the guest. */
  readonly #paths = new Map<string, string>();
  /** Directories of the guest, whose files all lie in one true directory. */
  readonly #folders: Folder[] = [];
  readonly #stages: Stage[] = [];
  /** True paths of the files that were made. */
  readonly #made = new Set<string>();
  #folder: string | undefined;

  private constructor(fs: Fs) {
    super("StagedFs", fs);
  }

  /**
   * Prepares the outputs of a plan.
   *
   * @throws {FsError} when one of them can never be written: ENOENT, ENOTDIR, EISDIR;
   * ENOTEMPTY for a directory that has other files.
   */
  static async of(fs: Fs, plan: Plan): Promise<StagedFs> {
    const staged = new StagedFs(fs);
    await staged.#prepare(plan);
    return staged;
  }

  /** @throws {FsError} ENOENT when an output was not made. */
  assertMade(): void {
    for (const { target, staged } of this.#stages) {
      if (this.#made.has(staged)) continue;
      throw new FsError("ENOENT", {
        ...{ operation: "write", path: target },
        hint: "the plan ended without making it",
      });
    }
  }

  /**
   * Renames what was made to what it should be called; then it is there.
   *
   * @throws {FsError} ENOENT when an output was not made; then, nothing is renamed.
   */
  async commit(): Promise<void> {
    this.assertMade();
    for (const { target, staged, there } of this.#stages) {
      if (there) await drive(keepOwner(this.fs, staged, there));
      await this.#publish(staged, target);
    }
    if (this.#folder !== undefined) await this.#commitFolder(this.#folder);
    await this.discard();
  }

  /** Removes what was made and is not called what it should be. */
  async discard(): Promise<void> {
    for (const path of this.#made) {
      try {
        await this.fs.remove(path);
      } catch (error) {
        if (!isErrno(error)) throw error;
      }
    }
    this.#made.clear();
  }

  /** See {@linkcode Fs.openFile}. */
  override async openFile(
    path: string,
    options: OpenOptions = {},
  ): Promise<FsFile> {
    const real = this.#at(path);
    if (options.create && real !== path) this.#made.add(real);
    return await super.openFile(real, options);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Awaitable<void> {
    const real = this.#at(path);
    const isBelow = real !== path &&
      !this.#folders.some((folder) => folder.real === real);
    if (!isBelow) return super.mkdir(real, mode);
    throw new FsError("ENOTSUP", {
      ...{ operation: "mkdir", path },
      hint: "the files of a plan's `folder` or `work` all lie directly in it",
    });
  }

  /** See {@linkcode Fs.remove}. */
  override async remove(path: string): Promise<void> {
    const real = this.#at(path);
    await super.remove(real);
    this.#made.delete(real);
  }

  /** See {@linkcode Fs.rename}. */
  override async rename(oldPath: string, newPath: string): Promise<void> {
    const [from, to] = [this.#at(oldPath), this.#at(newPath)];
    await super.rename(from, to);
    if (this.#made.delete(from) || to !== newPath) this.#made.add(to);
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Awaitable<FileInfo> {
    return super.stat(this.#at(path));
  }

  /** See {@linkcode Fs.lstat}. */
  override lstat(path: string): Awaitable<FileInfo> {
    return super.lstat(this.#at(path));
  }

  /** See {@linkcode Fs.readlink}. */
  override readlink(path: string): Awaitable<string> {
    return super.readlink(this.#at(path));
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Awaitable<void> {
    return super.chmod(this.#at(path), mode);
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Awaitable<void> {
    return super.chtimes(this.#at(path), atimeNs, mtimeNs);
  }

  async #prepare({ outputs, folder, work, aliases = {} }: Plan): Promise<void> {
    for (const [alias, path] of Object.entries(aliases)) {
      this.#paths.set(alias, path);
      // The guest may look at the directory on the way.
      const parent = dirname(alias);
      if (!this.#folders.some(({ path }) => path === parent)) {
        this.#folders.push({ path: parent, real: "/", prefix: this.#prefix });
      }
    }
    for (const output of outputs) await this.#stage(output);
    if (folder !== undefined) {
      const real = canonicalPath(this.#paths.get(folder) ?? folder, "open");
      await this.#assertEmpty(real);
      const prefix = `${this.#prefix}out-`;
      this.#folders.push({ path: folder, real, prefix });
      this.#folder = real;
    }
    if (work === undefined) return;
    const beside = this.#folder ??
      dirname(this.#stages[0]?.target ?? "/output");
    const path = canonicalPath(work, "open");
    const prefix = `${this.#prefix}work-`;
    this.#folders.push({ path, real: beside, prefix });
  }

  async #stage(output: string): Promise<void> {
    const path = canonicalPath(this.#paths.get(output) ?? output, "open");
    let target = path;
    let there = await statIfThere(this.fs, path);
    if (there?.kind === "symlink") {
      const real = await realPath(this.fs, path);
      [target, there] = [real.path, real.info];
    }
    if (there?.kind === "directory") {
      throw new FsError("EISDIR", { operation: "open", path });
    }
    // A device takes what is written.
    if (there && there.kind !== "file") return;
    const parent = await attempt(
      () => this.fs.stat(dirname(target)),
      "ENOENT",
      "ENOTDIR",
    );
    if (parent?.kind !== "directory") {
      throw new FsError(parent ? "ENOTDIR" : "ENOENT", {
        ...{ operation: "open", path },
        hint: `"${dirname(target)}" is no directory; make it first`,
      });
    }
    const [suffix = ""] = /\.[^.]{1,20}$/.exec(basename(target)) ?? [];
    const name = `${UNFINISHED}${this.#id}${this.#stages.length}${suffix}`;
    const staged = join(dirname(target), name);
    this.#stages.push({ target, staged, there });
    this.#paths.set(canonicalPath(output, "open"), staged);
  }

  async #assertEmpty(path: string): Promise<void> {
    const directory = await this.fs.openFile(path, { directory: true });
    try {
      // What others have not finished is not there yet.
      const names = (await directory.readdirnames())
        .filter((name) => !name.startsWith(UNFINISHED));
      if (names.length === 0) return;
    } finally {
      await directory.close();
    }
    throw new FsError("ENOTEMPTY", { operation: "open", path });
  }

  async #commitFolder(folder: string): Promise<void> {
    // Another may have been faster.
    await this.#assertEmpty(folder);
    const prefix = join(folder, `${this.#prefix}out-`);
    const made = [...this.#made].filter((path) => path.startsWith(prefix));
    const rank = (path: string) =>
      !REFERS.test(path) ? 0 : /master|manifest/.test(path) ? 2 : 1;
    const published: string[] = [];
    try {
      for (const path of made.sort((a, b) => rank(a) - rank(b))) {
        const target = join(folder, path.slice(prefix.length));
        await this.#publish(path, target);
        published.push(target);
      }
    } catch (error) {
      // The others are of no use alone, and would keep the next from trying again.
      for (const path of published) this.#made.add(path);
      throw error;
    }
  }

  async #publish(staged: string, target: string): Promise<void> {
    try {
      await this.fs.rename(staged, target);
    } catch (error) {
      // The other name is not the caller's.
      if (!isErrno(error)) throw error;
      throw relabel(error, { operation: "write", path: target });
    }
    this.#made.delete(staged);
  }

  get #prefix(): string {
    return `${UNFINISHED}${this.#id}-`;
  }

  /** The true path of a path of the guest. */
  #at(path: string): string {
    const canonical = canonicalPath(path, "open");
    const own = this.#paths.get(canonical);
    if (own !== undefined) return own;
    // One may lie within another.
    const folder = this.#folders.findLast(({ path }) =>
      isWithin(canonical, path)
    );
    if (folder === undefined) return path;
    if (canonical === folder.path) return folder.real;
    const name = canonical.slice(folder.path.length + 1).replaceAll("/", "-");
    return join(folder.real, folder.prefix + name);
  }
}
