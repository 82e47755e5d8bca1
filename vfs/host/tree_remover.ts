// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Dirent } from "node:fs";
import type { Awaitable } from "../fs.ts";
import type { TreeRemover } from "../shared_names.ts";
import { turn } from "../turn.ts";
import type { DirectoryHandles } from "./directory_handles.ts";
import { files } from "./host.ts";
import { onHost } from "./host_error.ts";
import { describe, removeDirectory } from "./host_names.ts";

/** How many names are removed in one operation: some milliseconds. */
const BATCH = 500;

/** A directory that is being emptied, and the entries that are left in it. */
interface Level {
  readonly path: string;
  rest: Dirent[] | undefined;
}

/**
 * Removes a tree of the host, each name through the handle of its directory. To
 * list names with their kinds and remove them takes a fraction of what removing
 * each by itself takes, which looks up every name first.
 */
export class HostTreeRemover implements TreeRemover {
  readonly #directories: DirectoryHandles;
  readonly #isSync: boolean;
  readonly #levels: Level[];

  constructor(directories: DirectoryHandles, path: string, isSync: boolean) {
    this.#directories = directories;
    this.#isSync = isSync;
    this.#levels = [{ path, rest: undefined }];
  }

  pause(): Awaitable<void> {
    if (!this.#isSync) return turn();
  }

  step(): boolean {
    for (let count = 0; count < BATCH; count++) {
      const level = this.#levels.at(-1);
      if (!level) return true;
      const { path } = level;
      const base = path === "/" ? "" : path;
      level.rest ??= this.#list(path);
      const entry = level.rest.pop();
      if (!entry) {
        this.#levels.pop();
        if (path !== "/") {
          unlessGone(path, () => removeDirectory(this.#directories.at(path)));
        }
      } else this.#remove(`${base}/${entry.name}`, entry);
    }
    return false;
  }

  #list(path: string): Dirent[] {
    const list = () => {
      const own = this.#directories.within(path);
      return files().readdirSync(own, { withFileTypes: true });
    };
    // Names that are not UTF-8 may be shown as the same one.
    const entries = new Map(
      unlessGone(path, list)?.map((entry) => [entry.name, entry]),
    );
    return [...entries.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  #remove(path: string, entry: Dirent): void {
    // Of a name that may not be UTF-8, another may be meant.
    const info = entry.name.includes("\ufffd")
      ? unlessGone(path, () => describe(this.#directories.at(path), path))
      : undefined;
    const isDirectory = info ? info.kind === "directory" : entry.isDirectory();
    const isLevel = isDirectory ||
      unlessGone(path, () => this.#unlink(path));
    if (isLevel) this.#levels.push({ path, rest: undefined });
  }

  /** Returns whether it has become a directory meanwhile. */
  #unlink(path: string): boolean {
    const own = this.#directories.at(path);
    try {
      files().unlinkSync(own);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== "EISDIR" && code !== "EPERM") throw error;
      return describe(own, path).kind === "directory" || fail(error);
    }
    return false;
  }
}

/** Returns what `use` returns; `undefined` if the name does not exist. */
function unlessGone<T>(path: string, use: () => T): T | undefined {
  return onHost("removeAll", path, () => {
    try {
      return use();
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") return undefined;
      throw error;
    }
  });
}

function fail(error: unknown): never {
  throw error;
}
