// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { ListingFile } from "../listing_file.ts";
import type { OpenRequest } from "../names.ts";
import { OrderedFile } from "../ordered_file.ts";
import { ReadOnlyNames, refuse } from "../read_only_names.ts";
import { accessOf } from "../rules.ts";
import { SourceFile } from "../source_file.ts";
import type { ArchiveTree } from "./archive_tree.ts";

/** The names in an archive, whose tree is read when it is first needed. */
export class ArchiveNames extends ReadOnlyNames {
  readonly #load: () => Promise<ArchiveTree>;
  readonly #check: () => Promise<void>;
  #tree: Promise<ArchiveTree> | undefined;

  /**
   * @param load Reads the tree.
   * @param check Is called before a file is opened, and fails if the archive is no
   * longer what its tree says.
   */
  constructor(load: () => Promise<ArchiveTree>, check: () => Promise<void>) {
    super();
    this.#load = load;
    this.#check = check;
  }

  async nearest(path: string): Promise<string> {
    const info = (await this.#read()).info(path);
    return info?.kind === "directory" ? path : "/";
  }

  override async lstat(path: string): Promise<FileInfo> {
    const info = (await this.#read()).info(path);
    if (!info) throw new FsError("ENOENT", { operation: "lstat", path });
    return info;
  }

  override async readlink(path: string): Promise<string> {
    const { target } = (await this.#read()).entry(path)!;
    return typeof target === "function" ? await target() : target!;
  }

  override async open(
    path: string,
    { options, name, info }: OpenRequest,
  ): Promise<FsFile> {
    const tree = await this.#read();
    if (!info || accessOf(options).canWrite) return refuse("open", path);
    if (info.kind === "directory") {
      return new ListingFile(name, {
        list: () => tree.list(path),
        stat: () => info,
        chtimes: () => refuse("chtimes", path),
      });
    }
    await this.#check();
    const source = await tree.entry(path)!.open!();
    return new OrderedFile(name, new SourceFile(name, info, source));
  }

  #read(): Promise<ArchiveTree> {
    if (this.#tree) return this.#tree;
    const tree = this.#tree = this.#load();
    // What could not be read is tried again.
    tree.catch(() => this.#tree = undefined);
    return tree;
  }
}
