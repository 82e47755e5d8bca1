// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { ListingFile } from "../listing_file.ts";
import { Lock } from "../lock.ts";
import type { OpenRequest } from "../names.ts";
import { OpenDirectories } from "../open_directories.ts";
import { OrderedFile } from "../ordered_file.ts";
import { basename, join } from "../path.ts";
import type { SharedNames } from "../shared_names.ts";
import { dirname } from "@std/path/posix";
import { inBrowser, isNamed } from "./dom_error.ts";
import type { DirectoryHandle, FileHandle } from "./handles.ts";
import { Node } from "./node.ts";
import { OpfsFile } from "./opfs_file.ts";

/** The directory in the root for files that were removed while they are open. */
const REMOVED = ".afmpeg-removed";

type Directory = Node<DirectoryHandle>;
type Entry = Node<DirectoryHandle | FileHandle>;

let lastDev = 1n << 44n;

/** Names below a directory of a browser. */
export class OpfsNames implements SharedNames {
  /** An operation is several calls to the browser: one after another. */
  readonly locks: readonly Lock[] = [new Lock()];
  readonly #root: Directory;
  readonly #dev = ++lastDev;
  readonly #directories = new OpenDirectories();
  #removed = 0;

  constructor(root: DirectoryHandle) {
    this.#root = new Node(root);
  }

  async lstat(path: string): Promise<FileInfo> {
    const node = await this.#existing("lstat", path);
    return await this.#try(
      "lstat",
      path,
      () => node.describe(basename(path), this.#dev),
    );
  }

  readlink(path: string): never {
    throw new FsError("EINVAL", { operation: "readlink", path });
  }

  async open(
    path: string,
    { options, name, info }: OpenRequest,
  ): Promise<FsFile> {
    if (info?.kind === "directory") return await this.#list(path, name);
    const parent = await this.#parent("open", path);
    const own = basename(path);
    const node = info
      ? await this.#existing("open", path) as Node
      : await this.#try("open", path, async () => {
        const node = new Node(
          await parent.handle.getFileHandle(own, { create: true }),
        );
        parent.children.set(own, node);
        return node;
      });
    const file = new OpfsFile(name, node, this.#dev, options);
    try {
      if (options.truncate && info) await file.truncate(0);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new OrderedFile(name, file);
  }

  async mkdir(path: string): Promise<void> {
    const parent = await this.#parent("mkdir", path);
    const own = basename(path);
    await this.#try("mkdir", path, async () => {
      const made = await parent.handle.getDirectoryHandle(own, {
        create: true,
      });
      parent.children.set(own, new Node(made));
    });
  }

  async remove(path: string, { kind }: FileInfo): Promise<void> {
    const parent = await this.#parent("remove", path);
    const own = basename(path);
    const node = await this.#existing("remove", path);
    await this.#try("remove", path, async () => {
      await node.pause();
      if (node.isOpen) await this.#hide(node as Node, parent, own);
      else await parent.handle.removeEntry(own);
      parent.children.delete(own);
    });
    if (kind === "directory") this.#directories.removed(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const node = await this.#existing("rename", from);
    const [parent, target] = [
      await this.#parent("rename", from),
      await this.#parent("rename", to),
    ];
    const name = basename(to);
    await this.#try("rename", from, async () => {
      const replaced = await this.#find(target, name);
      const move = () => this.#move(node, parent, basename(from), target, name);
      if (replaced?.handle.kind === "file") {
        await this.#replace(replaced as Node, target, name, move);
      } else {
        // A directory that is replaced is empty.
        if (replaced) await target.handle.removeEntry(name);
        await move();
      }
    });
    this.#directories.renamed(from, to);
  }

  /** Keeps a file out of sight until what replaces it is there. */
  async #replace(
    node: Node,
    parent: Directory,
    name: string,
    move: () => Promise<void>,
  ): Promise<void> {
    await node.pause();
    // Until it is released, it is as if somebody had it open.
    node.retain();
    try {
      const hidden = await this.#hide(node, parent, name);
      parent.children.delete(name);
      try {
        await move();
      } catch (error) {
        const { handle } = node;
        node.moved(
          await moveFile(handle, hidden, handle.name, parent.handle, name),
        );
        parent.children.set(name, node);
        throw error;
      }
    } finally {
      await node.release();
    }
  }

  symlink(_target: string, path: string): never {
    return refuse("symlink", path);
  }

  link(path: string): never {
    return refuse("link", path);
  }

  chmod(path: string): never {
    return refuse("chmod", path);
  }

  chown(path: string): never {
    return refuse("chown", path);
  }

  chtimes(path: string): never {
    return refuse("chtimes", path);
  }

  /** Moves a file, or everything in a directory, which browsers cannot move. */
  async #move(
    node: Entry,
    parent: Directory,
    from: string,
    target: Directory,
    to: string,
  ): Promise<void> {
    await node.pause();
    const { handle } = node;
    if (handle.kind === "file") {
      node.moved(
        await moveFile(handle, parent.handle, from, target.handle, to),
      );
    } else {
      const made = await target.handle.getDirectoryHandle(to, { create: true });
      const directory = new Node(made);
      for await (const { name } of handle.values()) {
        const child = await this.#find(node as Directory, name);
        if (child) {
          await this.#move(child, node as Directory, name, directory, name);
        }
      }
      await parent.handle.removeEntry(from);
      for (const [name, child] of directory.children) {
        node.children.set(name, child);
      }
      node.moved(made);
    }
    parent.children.delete(from);
    target.children.set(to, node);
  }

  /** Moves an open file out of sight, until it is closed; returns where to. */
  async #hide(
    node: Node,
    parent: Directory,
    own: string,
  ): Promise<DirectoryHandle> {
    const hidden = await this.#root.handle.getDirectoryHandle(REMOVED, {
      create: true,
    });
    const name = `${Date.now().toString(36)}-${++this.#removed}`;
    const { handle } = node;
    const moved = await moveFile(handle, parent.handle, own, hidden, name);
    node.moved(moved, async () => await hidden.removeEntry(name));
    return hidden;
  }

  async #list(path: string, name: string): Promise<FsFile> {
    const own = await this.#existing("open", path);
    const file = new ListingFile(name, {
      list: () => [],
      stat: () =>
        this.#try("stat", path, () => own.describe(basename(path), this.#dev)),
      chtimes: () => refuse("chtimes", path),
    });
    return this.#directories.open(path, name, file, async (path) => {
      const { handle } = await this.#existing("readdir", path);
      if (handle.kind !== "directory") return [];
      return await this.#try("readdir", path, async () => {
        const names: string[] = [];
        for await (const { name } of handle.values()) {
          if (path !== "/" || name !== REMOVED) names.push(name);
        }
        const all = names.sort().map(async (name) => {
          try {
            return await this.lstat(join(path, name));
          } catch (error) {
            // Another page was faster.
            if (error instanceof FsError && error.code === "ENOENT") return [];
            throw error;
          }
        });
        return (await Promise.all(all)).flat();
      });
    });
  }

  async #parent(operation: string, path: string): Promise<Directory> {
    return await this.#existing(operation, dirname(path)) as Directory;
  }

  async #existing(operation: string, path: string): Promise<Entry> {
    let node: Entry | undefined = this.#root;
    for (const name of path.split("/").filter((name) => name !== "")) {
      const parent: Directory = node as Directory;
      node = await this.#try(operation, path, () => this.#find(parent, name));
      if (!node) throw new FsError("ENOENT", { operation, path });
    }
    return node;
  }

  /** What a name in a directory refers to; `undefined` if it is unused. */
  async #find(parent: Directory, name: string): Promise<Entry | undefined> {
    if (parent === this.#root && name === REMOVED) return undefined;
    const known = parent.children.get(name);
    if (known?.isOpen) return known;
    const handle = await look(parent.handle, name);
    if (!handle) {
      parent.children.delete(name);
      return undefined;
    }
    if (known?.handle.kind === handle.kind) return known;
    const node = new Node(handle);
    parent.children.set(name, node);
    return node;
  }

  #try<T>(
    operation: string,
    path: string,
    call: () => T | Promise<T>,
  ): Promise<T> {
    return inBrowser(operation, path, call);
  }
}

async function look(
  directory: DirectoryHandle,
  name: string,
): Promise<DirectoryHandle | FileHandle | undefined> {
  try {
    return await directory.getFileHandle(name);
  } catch (error) {
    if (isNamed(error, "NotFoundError")) return undefined;
    if (!isNamed(error, "TypeMismatchError")) throw error;
    return await directory.getDirectoryHandle(name);
  }
}

/** Moves a file; where the browser cannot, copies it. */
async function moveFile(
  handle: FileHandle,
  parent: DirectoryHandle,
  from: string,
  target: DirectoryHandle,
  to: string,
): Promise<FileHandle> {
  if (handle.move) {
    await handle.move(target, to);
    return handle;
  }
  const made = await target.getFileHandle(to, { create: true });
  const file = await handle.getFile();
  const writer = await made.createWritable({ keepExistingData: false });
  await file.stream().pipeTo(writer as unknown as WritableStream);
  await parent.removeEntry(from);
  return made;
}

function refuse(operation: string, path: string): never {
  throw new FsError("EPERM", { operation, path });
}
