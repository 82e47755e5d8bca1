import * as host from "node:fs";
import { Descriptors } from "./descriptors.ts";
import { hostPath } from "./host_names.ts";

/** Linux: a handle that is only good for going on from; Node has no name for it. */
export const O_PATH = 0o10_000_000;

const { O_DIRECTORY, O_NOFOLLOW } = host.constants;

/** How many directories stay open, beside the root: a rename goes through two. */
const KEPT = 2;

/**
 * The longest path, as of the system itself: of a longer one it does not say where
 * it is, so that each operation would have to walk there anew.
 */
const MAX_PATH = 4095;

/** What Deno wants granted, all of it, before it opens anything in `/proc`. */
const permissions = [
  ...["read", "write", "net", "env", "sys", "run", "ffi", "import"] as const,
];

/** A directory that is open. */
interface Handle {
  readonly path: string;
  readonly fd: number;
  /** The operation in which it was last seen to be at its path. */
  operation: number;
}

/**
 * Directories of the host below a root, each opened from the one above it through
 * that one's handle, without following a link: nobody can lead such a walk astray
 * by renaming what lies on the way. The root is a handle too: where it is, and what
 * has its path, does not matter.
 */
export class DirectoryHandles implements Disposable {
  readonly #root: number;
  readonly #descriptors = new Descriptors();
  /** The most recently used last. */
  readonly #kept: Handle[] = [];
  #operation = 0;

  /** Takes over the handle of a directory. */
  constructor(root: number) {
    this.#root = root;
    this.#descriptors.add(root);
  }

  /**
   * A path of the host for a name, which is not followed yet. It is good until the
   * next but one is asked for.
   *
   * @throws {FsError} ENOENT, ENOTDIR.
   */
  at(path: string): string {
    if (path === "/") return `${this.#place("/")}/.`;
    if (path.length > MAX_PATH) {
      throw Object.assign(new Error("too long"), { code: "ENAMETOOLONG" });
    }
    const end = path.lastIndexOf("/");
    return this.#place(path.slice(0, end) || "/") + path.slice(end);
  }

  /** Whether `path` is a directory that is open. */
  knows(path: string): boolean {
    this.#descriptors.assertOpen();
    return this.#find(path) !== undefined;
  }

  /** To be called at the end of each operation: by the next, others may have moved things. */
  endOperation(): void {
    this.#operation++;
  }

  /** Closes all of them; whatever is asked for from now on is EBADF. */
  [Symbol.dispose](): void {
    this.#descriptors[Symbol.dispose]();
  }

  #place(path: string): string {
    this.#descriptors.assertOpen();
    if (path === "/") return placeOf(this.#root);
    return placeOf((this.#find(path) ?? this.#open(path)).fd);
  }

  /** Walks to a directory, from the nearest that is open. */
  #open(path: string): Handle {
    let at = path;
    let from: Handle | undefined;
    while (at !== "" && !from) {
      at = at.slice(0, at.lastIndexOf("/"));
      from = at === "" ? undefined : this.#find(at);
    }
    let fd = from?.fd ?? this.#root;
    for (const name of path.slice(at.length + 1).split("/")) {
      const before = fd;
      try {
        fd = host.openSync(
          `${placeOf(before)}/${name}`,
          O_PATH | O_DIRECTORY | O_NOFOLLOW,
        );
      } finally {
        const isOnTheWay = before !== this.#root && before !== from?.fd;
        if (isOnTheWay) host.closeSync(before);
      }
    }
    const handle = { path, fd, operation: this.#operation };
    this.#descriptors.add(fd);
    this.#kept.push(handle);
    if (this.#kept.length > KEPT) {
      this.#descriptors.close(this.#kept.shift()!.fd);
    }
    return handle;
  }

  /** The directory, if it is open and still has its path. */
  #find(path: string): Handle | undefined {
    const index = this.#kept.findIndex((handle) => handle.path === path);
    if (index < 0) return undefined;
    const [handle] = this.#kept.splice(index, 1);
    if (!this.#isInPlace(handle!)) {
      this.#descriptors.close(handle!.fd);
      return undefined;
    }
    this.#kept.push(handle!);
    return handle;
  }

  /**
   * Whether a directory has not been moved or removed. The system is asked where it
   * is now, not what is at its path: that may be a link that leads to it.
   */
  #isInPlace(handle: Handle): boolean {
    if (handle.operation === this.#operation) return true;
    try {
      const root = host.readlinkSync(placeOf(this.#root));
      const place = host.readlinkSync(placeOf(handle.fd));
      if (place !== hostPath(root, handle.path)) return false;
      // What is removed has this behind its old path, but it may also be a name.
      if (place.endsWith(" (deleted)")) return false;
    } catch {
      return false;
    }
    handle.operation = this.#operation;
    return true;
  }
}

/** Whether one can go on from a handle: on Linux, and in Deno with all permissions. */
export function handlesWork(directory: number): boolean {
  // Asked first, because Deno would ask the user.
  const isAllowed = permissions.every((name) => {
    const { state, partial } = Deno.permissions.querySync({ name });
    return state === "granted" && !partial;
  });
  if (!isAllowed) return false;
  try {
    const found = host.statSync(`${placeOf(directory)}/.`, { bigint: true });
    const own = host.fstatSync(directory, { bigint: true });
    return found.dev === own.dev && found.ino === own.ino;
  } catch {
    return false;
  }
}

/** What is open as a path, which leads there wherever it has been moved to. */
export function placeOf(fd: number): string {
  return `/proc/self/fd/${fd}`;
}
