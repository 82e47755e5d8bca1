// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import type { OpenRequest } from "./names.ts";
import { checkOptions, flag, refusal, that } from "./check.ts";
import { DelegatingNames } from "./delegating_names.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, FileKind, Fs, FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { listNames } from "./list_names.ts";
import { namesOf } from "./names_of.ts";
import { OpenDirectories } from "./open_directories.ts";
import { join } from "./path.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { turn } from "./turn.ts";

/** Options of {@linkcode FilterFs}. */
export interface FilterFsOptions {
  /**
   * Whether directories are hidden like files: those whose paths do not match,
   * with everything below them. By default, every directory is shown.
   *
   * @default {false}
   */
  hideDirectories?: boolean;
}

/**
 * A file system that shows only some files of another. A hidden file seems not
 * to exist, cannot be created (EACCES), and keeps its directory from being
 * removed (ENOTEMPTY).
 *
 * Files are hidden by path, so a directory cannot be renamed if that would
 * reveal or hide anything below it, or if it holds too much to check (some 10,000
 * names): EXDEV. Changes made to the other file system directly, and not through a
 * view of it, can reveal anything.
 *
 * @example Pictures only
 * ```ts
 * import { FilterFs, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.txt"]) fs.writeFile(name, "");
 * const pictures = new FilterFs(fs, /\.png$/);
 * assertEquals(await pictures.exists("a.png"), true);
 * assertEquals(await pictures.exists("b.txt"), false);
 * ```
 */
export class FilterFs extends ResolvingFs {
  static {
    declareSound(this);
  }

  /**
   * Shows the files of `fs` whose path, from the root and without links,
   * matches a pattern or satisfies a predicate.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(
    fs: Fs,
    shown: RegExp | ((path: string) => boolean),
    options: FilterFsOptions = {},
  ) {
    const checked = checkedFs(fs);
    pattern("shown", shown);
    checkOptions("FilterFs", options, { hideDirectories: flag });
    const predicate = typeof shown === "function"
      ? shown
      : (path: string) => new RegExp(shown).test(path);
    super("FilterFs", new FilterNames(checked, predicate, options));
  }
}

const pattern = that(
  (value) => value instanceof RegExp || typeof value === "function",
  "a RegExp or a function",
);

/**
 * How much is checked before a directory is renamed: a step for each name, and for
 * each name on the path of a directory. A guest can create trees of any size, and
 * everything that waits for the file system waits for the rename.
 */
const MAX_STEPS = 50_000;

/** Timers and signals are served after so many steps. */
const TURN_STEPS = 1000;

class FilterNames extends DelegatingNames {
  readonly #isShown: (path: string) => boolean;
  readonly #hidesDirectories: boolean;
  readonly #directories = new OpenDirectories();

  constructor(
    fs: Fs,
    isShown: (path: string) => boolean,
    { hideDirectories = false }: FilterFsOptions,
  ) {
    super(namesOf(fs));
    this.#isShown = (path) => {
      const answer: unknown = isShown(path);
      // A promise would count as true, and show everything.
      if (typeof Object(answer).then !== "function") return Boolean(answer);
      throw refusal("the answer of `shown`", answer, "true or false, at once");
    };
    this.#hidesDirectories = hideDirectories;
  }

  override nearest(path: string): Awaitable<string> {
    return this.#hidesDirectories ? "/" : super.nearest(path);
  }

  override lstat(path: string): Awaitable<FileInfo> {
    return after(super.lstat(path), (info) => {
      if (this.#shows(path, info)) return info;
      throw new FsError("ENOENT", { operation: "lstat", path });
    });
  }

  override open(path: string, request: OpenRequest): Awaitable<FsFile> {
    const { name, info } = request;
    if (!info) this.#assertShown("open", path, "file");
    const opened = super.open(path, request);
    if (info?.kind !== "directory") return opened;
    return after(opened, (file) => this.#listing(path, name, file));
  }

  override mkdir(path: string, mode: number): Awaitable<void> {
    this.#assertShown("mkdir", path, "directory");
    return after(this.#isHidden(path), (isHidden) => {
      if (!isHidden) return super.mkdir(path, mode);
      throw new FsError("EEXIST", { operation: "mkdir", path });
    });
  }

  override remove(path: string, info: FileInfo): Awaitable<void> {
    return after(
      super.remove(path, info),
      () => this.#directories.removed(path),
    );
  }

  override rename(from: string, to: string): Awaitable<void> {
    return drive(this.#rename(from, to));
  }

  *#rename(from: string, to: string): Steps<void> {
    const { kind } = yield* wait(super.lstat(from));
    this.#assertShown("rename", to, kind);
    if (kind === "directory") {
      if (yield* wait(this.#isHidden(to))) {
        throw new FsError("ENOTDIR", {
          operation: "rename",
          path: from,
          dest: to,
        });
      }
      yield* this.#assertSameBelow(from, to);
    }
    yield super.rename(from, to);
    this.#directories.renamed(from, to);
  }

  override symlink(target: string, path: string): Awaitable<void> {
    this.#assertShown("symlink", path, "symlink");
    return super.symlink(target, path);
  }

  override link(from: string, to: string): Awaitable<void> {
    this.#assertShown("link", to, "file");
    return super.link(from, to);
  }

  /**
   * The open directory without its hidden entries, by its path at the time of
   * listing.
   */
  #listing(path: string, name: string, file: FsFile): FsFile {
    const shown = function* (
      isShown: (info: FileInfo) => boolean,
    ): Steps<FileInfo[]> {
      yield file.seek(0);
      return (yield* wait(file.readdir())).filter(isShown);
    };
    return this.#directories.open(
      path,
      name,
      file,
      (path) =>
        drive(shown((info) => this.#shows(join(path, info.name), info))),
    );
  }

  /** Whether the name exists but is hidden: a directory must not take its place. */
  #isHidden(path: string): Awaitable<boolean> {
    const found = attempt(() => super.lstat(path), "ENOENT");
    return after(
      found,
      (info) => info !== undefined && !this.#shows(path, info),
    );
  }

  /**
   * @throws {FsError} EXDEV, if something below would be hidden at one path and
   * shown at the other, or if there is too much to check.
   */
  *#assertSameBelow(from: string, to: string): Steps<void> {
    const fail = (hint?: string): never => {
      const paths = { operation: "rename", path: from, dest: to };
      throw new FsError("EXDEV", {
        ...paths,
        ...(hint !== undefined && { hint }),
      });
    };
    const rest = [""];
    let [steps, pause] = [0, TURN_STEPS];
    for (let below; (below = rest.pop()) !== undefined;) {
      // The cost of reaching a directory grows with its depth.
      steps += below.split("/").length;
      for (const info of yield* listNames(this.inner, from + below)) {
        const own = `${below}/${info.name}`;
        if (this.#shows(from + own, info) !== this.#shows(to + own, info)) {
          fail();
        }
        if (info.kind === "directory") rest.push(own);
        if (++steps > MAX_STEPS) fail("too much lies below it");
      }
      if (steps < pause) continue;
      pause = steps + TURN_STEPS;
      yield turn();
    }
  }

  #shows(path: string, { kind }: Pick<FileInfo, "kind">): boolean {
    const isAlways = path === "/" ||
      (kind === "directory" && !this.#hidesDirectories);
    return isAlways || this.#isShown(path);
  }

  #assertShown(operation: string, path: string, kind: FileKind): void {
    if (this.#shows(path, { kind })) return;
    throw new FsError("EACCES", { operation, path });
  }
}
