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
      level.rest ??= this.#unlessGone(`${base}/.`, list) ?? [];
      const entry = level.rest.pop();
      if (!entry) {
        this.#levels.pop();
        if (path !== "/") this.#unlessGone(path, removeDirectory);
      } else this.#remove(`${base}/${entry.name}`, entry);
    }
    return false;
  }

  #remove(path: string, entry: Dirent): void {
    const isDirectory = entry.isDirectory() ||
      this.#unlessGone(path, (own) => this.#unlink(own, path));
    if (isDirectory) this.#levels.push({ path, rest: undefined });
  }

  /** Returns whether it has become a directory meanwhile. */
  #unlink(own: string, path: string): boolean {
    try {
      files().unlinkSync(own);
    } catch (error) {
      const { code } = error as { code?: unknown };
      // It may be there, under a name that cannot be used.
      if (code === "ENOENT" && path.includes("\ufffd")) describe(own, path);
      if (code !== "EISDIR" && code !== "EPERM") throw error;
      return describe(own, path).kind === "directory" || fail(error);
    }
    return false;
  }

  /** Returns what `use` makes of the name; `undefined` if it does not exist. */
  #unlessGone<T>(path: string, use: (own: string) => T): T | undefined {
    return onHost("removeAll", path, () => {
      try {
        return use(this.#directories.at(path));
      } catch (error) {
        if ((error as { code?: unknown }).code === "ENOENT") return undefined;
        throw error;
      }
    });
  }
}

function list(own: string): Dirent[] {
  return files().readdirSync(own, { withFileTypes: true });
}

function fail(error: unknown): never {
  throw error;
}
