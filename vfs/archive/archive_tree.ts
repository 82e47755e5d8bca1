// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { isErrno } from "../is_errno.ts";
import { checkLinkTarget, parsePath } from "../path.ts";
import type { FileSource } from "../source_file.ts";

/** What an archive holds under a name. */
export interface ArchiveEntry {
  readonly kind: "file" | "directory" | "symlink";
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  /** Where a link leads. */
  readonly target?: string | (() => Awaitable<string>);
  /** Begins to read a file. */
  open?(): Awaitable<FileSource>;
}

/** Why an entry of an archive is not shown. */
export interface SkippedEntry {
  /** The name as the archive has it. */
  readonly name: string;
  /** Why it is not shown. */
  readonly reason: string;
}

/** Options of every archive that is read. */
export interface ArchiveOptions {
  /**
   * How many files, directories and links an archive may have; more are EFBIG.
   *
   * @default {200000}
   */
  maxFiles?: number | undefined;
  /**
   * Is called for each entry that is left out: its name leads up or is invalid, or
   * what it is cannot be shown.
   */
  onSkip?: ((entry: SkippedEntry) => void) | undefined;
}

/** The default of `maxFiles`. */
const MAX_FILES = 200_000;

/** A name of the tree. */
interface Node {
  /** `undefined` for a directory that is only implied. */
  entry: ArchiveEntry | undefined;
  readonly children: Map<string, Node>;
  readonly ino: bigint;
  names: number;
}

let lastDev = 1n << 42n;

/** The tree of an archive. Names do not hold each other's, so that depth costs nothing. */
export class ArchiveTree {
  readonly #root: Node = {
    entry: undefined,
    children: new Map(),
    ino: 1n,
    names: 1,
  };
  readonly #options: ArchiveOptions;
  readonly #dev = ++lastDev;
  readonly #mtimeNs: bigint;
  #count = 1;
  #lastIno = 1n;

  constructor(options: ArchiveOptions, mtimeNs: bigint) {
    this.#options = options;
    this.#mtimeNs = mtimeNs;
  }

  /**
   * Adds an entry; a later one of the same name replaces it, as when an archive is
   * unpacked.
   *
   * @throws {FsError} EFBIG, if there are too many.
   */
  add(name: string, entry: ArchiveEntry): void {
    this.#attempt(name, () => {
      const { target } = entry;
      if (typeof target === "string") checkLinkTarget(target, "symlink");
      const names = namesOf(name);
      if (names.length === 0 && entry.kind === "directory") {
        this.#root.entry = entry;
        return undefined;
      }
      const place = this.#place(names);
      if (typeof place === "string") return place;
      const { parent, last } = place;
      const known = parent.children.get(last);
      const isDirectory = entry.kind === "directory";
      if (known && isDirectory && kindOf(known) === "directory") {
        known.entry = entry;
        return undefined;
      }
      if (known?.children.size) return "it is a directory with contents";
      if (known) known.names--;
      parent.children.set(
        last,
        known ? this.#replace(entry) : this.#make(entry),
      );
      return undefined;
    });
  }

  /** Adds another name of an earlier file. */
  link(name: string, target: string): void {
    this.#attempt(name, () => {
      const file = this.#find(namesOf(target));
      if (!file || kindOf(file) === "directory") {
        return "it leads to no earlier file";
      }
      const place = this.#place(namesOf(name));
      if (typeof place === "string") return place;
      const { parent, last } = place;
      const known = parent.children.get(last);
      if (known === file) return undefined;
      if (known && kindOf(known) === "directory") return "it is a directory";
      if (known) known.names--;
      else this.#grow();
      file.names++;
      parent.children.set(last, file);
      return undefined;
    });
  }

  /** Leaves out an entry. */
  skip(name: string, reason: string): void {
    this.#options.onSkip?.({ name, reason });
  }

  /** The entry at a canonical path. */
  entry(path: string): ArchiveEntry | undefined {
    return this.#at(path)?.entry;
  }

  /** Describes what is at a canonical path; `undefined` if there is nothing. */
  info(path: string): FileInfo | undefined {
    const node = this.#at(path);
    return node &&
      this.#info(path.slice(path.lastIndexOf("/") + 1) || "/", node);
  }

  /** Lists the directory at a canonical path. */
  list(path: string): FileInfo[] {
    const children = [...this.#at(path)?.children ?? []];
    return children.sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, node]) => this.#info(name, node));
  }

  #info(name: string, node: Node): FileInfo {
    const { entry, ino, names } = node;
    const mtimeNs = entry?.mtimeNs ?? this.#mtimeNs;
    const kind = kindOf(node);
    return {
      ...{ name, kind, size: entry?.size ?? 0, mode: entry?.mode ?? 0o755 },
      ...{ uid: entry?.uid ?? 0, gid: entry?.gid ?? 0, dev: this.#dev, ino },
      nlink: kind === "directory" ? 2 : names,
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
  }

  /** The directory that is to hold a name, or why there can be none. */
  #place(names: string[]): { parent: Node; last: string } | string {
    const last = names.pop();
    if (last === undefined) return "it has no name";
    let parent = this.#root;
    for (const name of names) {
      let next = parent.children.get(name);
      if (!next) parent.children.set(name, next = this.#make(undefined));
      if (kindOf(next) !== "directory") {
        return "it is below what is no directory";
      }
      parent = next;
    }
    return { parent, last };
  }

  #at(path: string): Node | undefined {
    return this.#find(path === "/" ? [] : path.slice(1).split("/"));
  }

  #find(names: readonly string[]): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of names) node = node?.children.get(name);
    return node;
  }

  #make(entry: ArchiveEntry | undefined): Node {
    this.#grow();
    return this.#replace(entry);
  }

  #replace(entry: ArchiveEntry | undefined): Node {
    return { entry, children: new Map(), ino: ++this.#lastIno, names: 1 };
  }

  #grow(): void {
    const { maxFiles = MAX_FILES } = this.#options;
    if (++this.#count <= maxFiles) return;
    throw new FsError("EFBIG", {
      ...{ operation: "open", path: "/" },
      hint: `the archive has more than ${maxFiles} files; raise \`maxFiles\``,
    });
  }

  #attempt(name: string, add: () => string | undefined): void {
    let reason: string | undefined;
    try {
      reason = add();
    } catch (error) {
      if (!isErrno(error) || error.code === "EFBIG") throw error;
      reason = error.message;
    }
    if (reason !== undefined) this.skip(name, reason);
  }
}

function kindOf({ entry }: Node): ArchiveEntry["kind"] {
  return entry?.kind ?? "directory";
}

/** The names of a path in an archive, which is below its root wherever it begins. */
function namesOf(path: string): string[] {
  const names = parsePath(path, "open").components.filter((name) =>
    name !== "."
  );
  if (!names.includes("..")) return names;
  throw new FsError("EINVAL", {
    ...{ operation: "open", path },
    hint: "it leads up",
  });
}
