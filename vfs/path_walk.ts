import { FsError } from "./fs_error.ts";
import { MAX_LINKS, parsePath } from "./path.ts";

/** What becomes of a symbolic link at the end of a path. */
export interface LastLink {
  /**
   * Whether to go on to where it leads. A trailing slash always does, except
   * where names are made and removed: there the link is what is meant.
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
 * What is left of a path that is walked name by name and link by link. It looks
 * nothing up: that is up to the file system, which also knows where it is.
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

  /** The names that are left, the first one last. */
  get rest(): readonly string[] {
    return this.#rest;
  }

  /** Whether the name that was taken is the last. */
  get isAtEnd(): boolean {
    return this.#rest.length === 0;
  }

  /** Whether a directory has to be at the end: a slash asks for one. */
  get needsDirectory(): boolean {
    return this.#needsDirectory;
  }

  /** Whether a link that has the name that was taken is to be followed. */
  get followsLink(): boolean {
    return !this.isAtEnd || this.#followsLast;
  }

  /** Takes the next name: `undefined` at the end, which only dots come to. */
  next(): string | undefined {
    return this.#rest.pop();
  }

  /** Passes over all names but the last. */
  skipToLast(): void {
    this.#rest.splice(1);
  }

  /**
   * Goes on where a link leads.
   *
   * @returns Whether that begins at the root, and not where the link is.
   * @throws {FsError} ELOOP, if there were too many, and those of `parsePath`.
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

  /** How many links were followed. */
  get links(): number {
    return this.#links;
  }

  /**
   * Checks that the walk can go on from what has the name that was taken.
   *
   * @throws {FsError} ENOENT, ENOTDIR.
   */
  assertDirectory(kind: string | undefined): void {
    if (kind === "directory") return;
    const code = kind === undefined ? "ENOENT" : "ENOTDIR";
    throw new FsError(code, { operation: this.#operation, path: this.#path });
  }
}
