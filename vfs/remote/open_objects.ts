// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import type { OpenRequest } from "../names.ts";
import { OrderedFile } from "../ordered_file.ts";
import { accessOf } from "../rules.ts";
import type { FileNumbers } from "./file_numbers.ts";
import { ObjectFile } from "./object_file.ts";
import { ObjectNode, type ObjectStore } from "./object_node.ts";

/** The open objects of a store, by path: all handles of one share what was written. */
export class OpenObjects {
  readonly #store: ObjectStore;
  readonly #numbers: FileNumbers;
  readonly #nodes = new Map<string, ObjectNode>();

  constructor(store: ObjectStore, numbers: FileNumbers) {
    this.#store = store;
    this.#numbers = numbers;
  }

  /** Describes an object that is being written; `undefined` if it is not. */
  info(path: string): FileInfo | undefined {
    const node = this.#nodes.get(path);
    return node?.isDraft ? node.info(path) : undefined;
  }

  get(path: string): ObjectNode | undefined {
    return this.#nodes.get(path);
  }

  [Symbol.iterator](): IterableIterator<[path: string, node: ObjectNode]> {
    return this.#nodes.entries();
  }

  /** Performs an action while none of the open objects at these paths changes or is stored. */
  async whileStill(
    paths: readonly string[],
    action: () => Promise<void>,
  ): Promise<void> {
    // In one order, so that two callers never wait for each other.
    const nodes = paths.flatMap((path) => this.#nodes.get(path) ?? [])
      .sort((a, b) => a.ino < b.ino ? -1 : 1);
    const whole = nodes.reduceRight(
      (inner, { changes }) => async () => await changes.run(inner),
      action,
    );
    await whole();
  }

  /**
   * Opens an object, or begins a new one, which is stored when the last writer closes
   * it, unless all of them have abandoned it.
   */
  async open(path: string, request: OpenRequest): Promise<FsFile> {
    const { options, name, info } = request;
    const { canRead, canWrite } = accessOf(options);
    const { append = false, truncate = false, exclusive = false } = options;
    const isNew = !info && !this.#nodes.has(path);
    let node = this.#nodes.get(path);
    // Somebody else is just creating it.
    if (!info && exclusive && node && node.writers > 0) {
      throw new FsError("EEXIST", { operation: "open", path });
    }
    if (!node) {
      const condition = { isNew: !info && exclusive };
      node = new ObjectNode(
        this.#store,
        path,
        this.#numbers.of(path),
        condition,
      );
      this.#nodes.set(path, node);
    }
    const { changes } = node;
    const opened = node;
    // Whoever only creates it writes it, too.
    const isWriter = canWrite || isNew;
    opened.handles++;
    if (isWriter) opened.writers++;
    const end = async (isAbandoned: boolean) => {
      try {
        if (isWriter) await opened.endWriting(isAbandoned);
      } finally {
        await this.#release(opened);
      }
    };
    try {
      if (isNew || truncate && canWrite) {
        await changes.run(() => opened.clear());
      } else await opened.find();
    } catch (error) {
      await Promise.allSettled([end(true)]);
      throw error;
    }
    const access = { canRead, canWrite, append };
    return new OrderedFile(name, new ObjectFile(name, opened, access, end));
  }

  /** Has open files follow a rename. */
  async moved(from: string, to: string): Promise<void> {
    const node = this.#nodes.get(from);
    if (!node) return;
    this.#nodes.delete(from);
    this.#nodes.set(to, node);
    await node.renamed(to);
  }

  /** Has open files outlive their name. */
  async unlink(path: string): Promise<void> {
    const node = this.#nodes.get(path);
    if (!node) return;
    this.#nodes.delete(path);
    await node.unlink();
  }

  async #release(node: ObjectNode): Promise<void> {
    if (--node.handles > 0) return;
    if (node.path !== undefined && this.#nodes.get(node.path) === node) {
      this.#nodes.delete(node.path);
    }
    await node.end();
  }
}
