// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../attempt.ts";
import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { ListingFile } from "../listing_file.ts";
import type { NameOperations, OpenRequest } from "../names.ts";
import { OpenDirectories } from "../open_directories.ts";
import { basename, isWithin, join, parsePath } from "../path.ts";
import { FileNumbers } from "../remote/file_numbers.ts";
import type { ObjectNode } from "../remote/object_node.ts";
import { OpenObjects } from "../remote/open_objects.ts";
import type { S3Store } from "./s3_store.ts";

/** How many objects of a tree are copied or removed at once. */
const WORKERS = 8;

/** The names of objects: directories are prefixes, or objects that end in a slash. */
export class S3Names implements NameOperations {
  readonly #store: S3Store;
  readonly #numbers = new FileNumbers();
  readonly #directories = new OpenDirectories();
  /** Paths that are known to be directories. */
  readonly #known = new Set(["/"]);
  readonly #making = new Set<string>();
  readonly #open: OpenObjects;

  constructor(store: S3Store) {
    this.#store = store;
    this.#open = new OpenObjects(store, this.#numbers);
  }

  async nearest(path: string): Promise<string> {
    if (this.#known.has(path)) return path;
    const info = await attempt(() => this.lstat(path), "ENOENT");
    return info?.kind === "directory" ? path : "/";
  }

  async lstat(path: string): Promise<FileInfo> {
    const draft = this.#open.info(path);
    if (draft) return draft;
    if (path === "/") return this.#directory(path);
    // A listing costs more, and is seldom needed.
    const object = this.#known.has(path)
      ? undefined
      : await this.#store.head(path);
    const { objects } = object
      ? { objects: [] }
      : await this.#store.list(path, { isDeep: true, most: 1 });
    // Another call may have begun to write it meanwhile.
    const written = this.#open.info(path);
    if (written) return written;
    if (object) return this.#file(path, object.size, object.mtimeNs);
    if (objects.length === 0) {
      // It may have become a file.
      if (this.#known.delete(path)) return await this.lstat(path);
      throw new FsError("ENOENT", { operation: "lstat", path });
    }
    this.#known.add(path);
    return this.#directory(path);
  }

  readlink(path: string): never {
    throw new FsError("EINVAL", { operation: "readlink", path });
  }

  async open(path: string, request: OpenRequest): Promise<FsFile> {
    const { name, info } = request;
    if (info?.kind !== "directory") return await this.#open.open(path, request);
    const list = (path: string) => this.#list(path);
    const listing = new ListingFile(name, {
      list: () => list(path),
      stat: () => info,
      chtimes: () => {},
    });
    return this.#directories.open(path, name, listing, list);
  }

  async mkdir(path: string): Promise<void> {
    if (this.#making.has(path) || this.#known.has(path)) {
      throw new FsError("EEXIST", { operation: "mkdir", path });
    }
    this.#making.add(path);
    try {
      await this.#store.put(`${path}/`, new Uint8Array(0), { isNew: true });
      this.#known.add(path);
    } finally {
      this.#making.delete(path);
    }
  }

  async remove(path: string, info: FileInfo): Promise<void> {
    if (info.kind === "directory") return await this.#removeDirectory(path);
    await this.#open.whileStill([path], async () => {
      await this.#open.get(path)?.keep();
      await this.#store.remove(path);
      await this.#unlink(path);
    });
  }

  async rename(from: string, to: string): Promise<void> {
    const paths = Array.from(this.#open, ([path]) => path)
      .filter((path) => path === to || isWithin(path, from));
    await this.#open.whileStill(paths, () => this.#rename(from, to));
  }

  async #rename(from: string, to: string): Promise<void> {
    const object = await this.#store.head(from);
    const isFile = object || this.#open.info(from);
    if (!isFile) return await this.#renameDirectory(from, to);
    assertFree(this.#open.get(from), from);
    await this.#open.get(to)?.keep();
    if (object) {
      await this.#store.copy(object, to);
      await this.#store.remove(from);
    }
    await this.#unlink(to);
    await this.#moved(from, to);
  }

  symlink(_target: string, path: string): never {
    throw new FsError("EPERM", { operation: "symlink", path });
  }

  link(path: string): never {
    throw new FsError("EPERM", { operation: "link", path });
  }

  /** A store keeps no modes, no owners, and no times but its own. */
  chmod(): void {}

  chown(): void {}

  chtimes(): void {}

  async #removeDirectory(path: string): Promise<void> {
    await this.#assertEmpty(path, "remove");
    await this.#store.remove(`${path}/`);
    this.#known.delete(path);
    this.#numbers.removed(path);
    this.#directories.removed(path);
  }

  async #assertEmpty(path: string, operation: string): Promise<void> {
    const { objects } = await this.#store.list(path, { isDeep: true, most: 2 });
    const isEmpty = objects.every((object) => object.path === `${path}/`) &&
      ![...this.#open].some(([own]) => own.startsWith(`${path}/`));
    if (!isEmpty) throw new FsError("ENOTEMPTY", { operation, path });
  }

  async #renameDirectory(from: string, to: string): Promise<void> {
    const inside = [...this.#open].filter(([path]) => isWithin(path, from));
    for (const [path, node] of inside) assertFree(node, path);
    await this.#assertEmpty(to, "rename");
    const { objects } = await this.#store.list(from, { isDeep: true });
    await each(
      objects,
      (one) => this.#store.copy(one, to + one.path.slice(from.length)),
    );
    await each(objects, ({ path }) => this.#store.remove(path));
    for (const [path] of inside) {
      await this.#moved(path, to + path.slice(from.length));
    }
    this.#numbers.removed(to);
    this.#numbers.renamed(from, to);
    for (const path of [...this.#known]) {
      if (isWithin(path, from)) this.#known.delete(path);
    }
    this.#known.add(to);
    this.#directories.renamed(from, to);
  }

  async #moved(from: string, to: string): Promise<void> {
    this.#numbers.removed(to);
    this.#numbers.renamed(from, to);
    this.#store.forget(from);
    await this.#open.moved(from, to);
  }

  async #unlink(path: string): Promise<void> {
    this.#numbers.removed(path);
    await this.#open.unlink(path);
  }

  async #list(path: string): Promise<FileInfo[]> {
    const { objects, directories } = await this.#store.list(path);
    const entries = new Map<string, FileInfo>();
    for (const own of directories) {
      if (isEntry(own, path)) entries.set(own, this.#directory(own));
    }
    for (const { path: own, size, mtimeNs } of objects) {
      if (isEntry(own, path)) entries.set(own, this.#file(own, size, mtimeNs));
    }
    for (const [own, node] of this.#open) {
      if (node.isDraft && isEntry(own, path)) entries.set(own, node.info(own));
    }
    return [...entries.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  #file(path: string, size: number, mtimeNs: bigint): FileInfo {
    return {
      ...{ name: basename(path), kind: "file", size, mode: 0o644, nlink: 1 },
      ...{ uid: 0, gid: 0, dev: this.#store.dev, ino: this.#numbers.of(path) },
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
  }

  #directory(path: string): FileInfo {
    return {
      ...this.#file(path, 0, 0n),
      kind: "directory",
      mode: 0o755,
      nlink: 2,
    };
  }
}

/** A file that is being stored in parts cannot get another name. */
function assertFree(node: ObjectNode | undefined, path: string): void {
  if (!node?.isUploading) return;
  throw new FsError("EBUSY", {
    ...{ operation: "rename", path },
    hint: "the file is being written; close it first",
  });
}

/** Whether a path is directly in a directory, and may be shown. */
function isEntry(path: string, directory: string): boolean {
  const start = directory === "/" ? 1 : directory.length + 1;
  const name = path.slice(start);
  if (["", ".", ".."].includes(name) || name.includes("/")) return false;
  try {
    return path === join(directory, name) &&
      parsePath(name, "readdir").components.length === 1;
  } catch {
    return false;
  }
}

/** Performs an action for each of many, a few at a time. */
async function each<T>(
  all: readonly T[],
  action: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all.values();
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    for (const one of rest) await action(one);
  }));
}
