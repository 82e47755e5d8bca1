import * as host from "node:fs";
import { FsError } from "../fs_error.ts";

/** Linux: a handle that is only good for going on from; Node has no name for it. */
const O_PATH = 0o10_000_000;

/** What Deno wants granted, all of it, before it opens anything in `/proc`. */
const permissions = [
  ...["read", "write", "net", "env", "sys", "run", "ffi", "import"] as const,
];

/**
 * The directories of the host below a root, for paths without links.
 *
 * Between the moment when a directory was looked at and the one when it is used,
 * another process may have put a link in its place. Where the system allows it,
 * a directory is therefore opened, asked where it is, and used through the handle:
 * nobody can lead that astray. Else it is used by its path.
 */
export class HostTree {
  readonly #root: string;
  readonly #isGuarded: boolean;

  /** Takes the path of a directory, which has no links in it. */
  constructor(root: string) {
    this.#root = root;
    this.#isGuarded = hasAllPermissions() && knowsHandles(root);
  }

  /** Calls `use` with a path of the host for `path`; its last name is not followed. */
  at<T>(path: string, use: (hostPath: string) => T): T {
    if (path === "/") return use(this.#root);
    const end = path.lastIndexOf("/");
    const name = path.slice(end);
    return this.inside(path.slice(0, end), (base) => use(base + name));
  }

  /**
   * Calls `use` with a path of the host that names of the directory `path` can be
   * put behind. Errors: ENOENT, where the directory is not there any more.
   */
  inside<T>(path: string, use: (base: string) => T): T {
    const directory = this.#below(path);
    if (directory === this.#root || !this.#isGuarded) return use(directory);
    const fd = host.openSync(directory, O_PATH | host.constants.O_DIRECTORY);
    try {
      if (placeOf(fd) !== directory) throw new FsError("ENOENT", "use", path);
      return use(handlePath(fd));
    } finally {
      host.closeSync(fd);
    }
  }

  /** The path of a directory as the system writes it. */
  #below(path: string): string {
    if (path === "/" || path === "") return this.#root;
    return this.#root === "/" ? path : this.#root + path;
  }
}

function handlePath(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

/** The path of what is open, as the system knows it. */
function placeOf(fd: number): string {
  return host.readlinkSync(handlePath(fd));
}

/** Asked first, because Deno would ask the user. */
function hasAllPermissions(): boolean {
  return permissions.every((name) => {
    const { state, partial } = Deno.permissions.querySync({ name });
    return state === "granted" && !partial;
  });
}

/** Whether the system tells where a handle is. */
function knowsHandles(root: string): boolean {
  let fd: number | undefined;
  try {
    fd = host.openSync(root, O_PATH | host.constants.O_DIRECTORY);
    return placeOf(fd) === root;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) host.closeSync(fd);
  }
}
