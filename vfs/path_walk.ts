// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "./fs_error.ts";
import { MAX_LINKS, parsePath } from "./path.ts";

/** How to treat a symbolic link at the end of a path. */
export interface LastLink {
  /**
   * Whether to follow it. A trailing slash always does, except where names are
   * created or removed: there the link itself is meant.
   */
  follow: boolean;
  /**
   * Whether a trailing slash follows the link.
   *
   * @default {true}
   */
  followSlash?: boolean;
}

/**
 * A path that is resolved name by name and link by link. It does no I/O: its user
 * looks up each name, and keeps track of the current directory.
 */
export class PathWalk {
  readonly #path: string;
  readonly #operation: string;
  /** The next name is the last. */
  readonly #rest: string[];
  readonly #followsLast: boolean;
  #needsDirectory: boolean;
  #links = 0;

  /** @throws {FsError} Those of `parsePath`. */
  constructor(
    path: string,
    operation: string,
    { follow, followSlash = true }: LastLink,
  ) {
    const { components, needsDirectory } = parsePath(path, operation);
    this.#path = path;
    this.#operation = operation;
    this.#rest = components.reverse();
    this.#followsLast = follow || (followSlash && needsDirectory);
    this.#needsDirectory = needsDirectory;
  }

  /** The remaining names, the next one last. */
  get rest(): readonly string[] {
    return this.#rest;
  }

  /** Whether no names remain. */
  get isAtEnd(): boolean {
    return this.#rest.length === 0;
  }

  /** Whether the path ends in a slash, so that it has to name a directory. */
  get needsDirectory(): boolean {
    return this.#needsDirectory;
  }

  /** Whether to follow the name that was just taken, if it is a link. */
  get followsLink(): boolean {
    return !this.isAtEnd || this.#followsLast;
  }

  /** Takes the next name; `undefined` if there is none. */
  next(): string | undefined {
    return this.#rest.pop();
  }

  /**
   * Continues with the target of a link.
   *
   * @returns Whether the target starts at the root rather than at the link's parent.
   * @throws {FsError} ELOOP, if there were too many links, and those of `parsePath`.
   */
  follow(target: string): boolean {
    if (++this.#links > MAX_LINKS) {
      throw new FsError("ELOOP", {
        operation: this.#operation,
        path: this.#path,
      });
    }
    const { components, needsDirectory } = parsePath(target, this.#operation);
    if (this.isAtEnd && needsDirectory) this.#needsDirectory = true;
    this.#rest.push(...components.reverse());
    return target.startsWith("/");
  }

  /** How many links have been followed. */
  get links(): number {
    return this.#links;
  }

  /**
   * Checks that the walk can continue below the name that was just taken.
   *
   * @throws {FsError} ENOENT, ENOTDIR.
   */
  assertDirectory(kind: string | undefined): void {
    if (kind === "directory") return;
    const code = kind === undefined ? "ENOENT" : "ENOTDIR";
    throw new FsError(code, { operation: this.#operation, path: this.#path });
  }
}
