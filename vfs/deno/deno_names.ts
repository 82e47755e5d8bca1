import * as host from "node:fs";
import { fromFileUrl } from "@std/path/posix";
import type { File, FileInfo, OpenOptions } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { OpenDirectories } from "../open_directories.ts";
import { childPath, lastName } from "../path.ts";
import type { NameOperations } from "../resolving_fs.ts";
import { accessOf } from "../rules.ts";
import { DenoFile } from "./deno_file.ts";
import { ExactTimes } from "./exact_times.ts";
import { onHost } from "./host_error.ts";
import { toInfo } from "./host_info.ts";

const {
  O_RDONLY,
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_TRUNC,
  O_NOFOLLOW,
  O_DIRECTORY,
} = host.constants;

const BIGINT = { bigint: true } as const;

/** Names below a directory of the host. Calls that do not move data are synchronous: each is short. */
export class DenoNames implements NameOperations {
  readonly #root: string;
  readonly #times = new ExactTimes();
  readonly #directories = new OpenDirectories();

  constructor(root: string | URL) {
    const path = typeof root === "string" ? root : fromFileUrl(root);
    // Resolved once, so that a link to the jail is no way out of it.
    this.#root = onHost("open", path, () => host.realpathSync(path));
    if (!host.statSync(this.#root).isDirectory()) {
      throw new FsError("ENOTDIR", "open", path);
    }
  }

  lstat(path: string): FileInfo {
    return onHost("lstat", path, () => {
      const stats = host.lstatSync(this.#host(path), BIGINT);
      return this.#times.correct(toInfo(stats, lastName(path)));
    });
  }

  readlink(path: string): string {
    return onHost("readlink", path, () => host.readlinkSync(this.#host(path)));
  }

  open(
    path: string,
    options: OpenOptions,
    name: string,
    info: FileInfo | undefined,
  ): File {
    const own = this.#host(path);
    if (info?.kind === "directory") {
      return this.#directory(path, name);
    }
    if (info !== undefined && info.kind !== "file") {
      // Opening a pipe or a device could block, or do something.
      throw new FsError("ENXIO", "open", name);
    }
    const { canRead, canWrite } = accessOf(options);
    let flags = canWrite ? canRead ? O_RDWR : O_WRONLY : O_RDONLY;
    flags |= O_NOFOLLOW;
    if (options.create) flags |= O_CREAT;
    if (options.create && options.exclusive) flags |= O_EXCL;
    if (options.truncate) flags |= O_TRUNC;
    const mode = options.mode ?? 0o666;
    const fd = onHost("open", name, () => host.openSync(own, flags, mode));
    return new DenoFile(fd, name, options, this.#times);
  }

  mkdir(path: string, mode: number): void {
    onHost("mkdir", path, () => host.mkdirSync(this.#host(path), { mode }));
  }

  remove(path: string, info: FileInfo): void {
    onHost("remove", path, () => {
      if (info.kind === "directory") host.rmdirSync(this.#host(path));
      else host.unlinkSync(this.#host(path));
    });
    this.#directories.removed(path);
  }

  rename(from: string, to: string): void {
    onHost("rename", from, () => {
      host.renameSync(this.#host(from), this.#host(to));
    });
    this.#directories.renamed(from, to);
  }

  symlink(target: string, path: string): void {
    onHost("symlink", path, () => {
      host.symlinkSync(target, this.#host(path));
    });
  }

  link(from: string, to: string): void {
    onHost("link", from, () => host.linkSync(this.#host(from), this.#host(to)));
  }

  chmod(path: string, mode: number): void {
    onHost("chmod", path, () => host.chmodSync(this.#host(path), mode));
  }

  chown(path: string, uid: number, gid: number): void {
    onHost("chown", path, () => host.lchownSync(this.#host(path), uid, gid));
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    const before = this.lstat(path);
    onHost("chtimes", path, () => {
      host.lutimesSync(
        this.#host(path),
        toSeconds(atimeNs ?? before.atimeNs),
        toSeconds(mtimeNs ?? before.mtimeNs),
      );
      const after = host.lstatSync(this.#host(path), BIGINT);
      this.#times.note(
        toInfo(after, ""),
        atimeNs ?? before.atimeNs,
        mtimeNs ?? before.mtimeNs,
      );
    });
  }

  /** What is asked of the directory itself, the handle answers: it may lose its name. */
  #directory(path: string, name: string): File {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const fd = onHost(
      "open",
      name,
      () => host.openSync(this.#host(path), flags),
    );
    const file = new DenoFile(fd, name, {}, this.#times);
    return this.#directories.open(
      path,
      name,
      file,
      (path) => this.#list(path, file),
    );
  }

  /**
   * The entries of a directory, in order, without those that are gone meanwhile.
   * In one step: what has its name may be a link that leads outside, made by
   * whoever has moved the directory away.
   */
  #list(path: string, file: DenoFile): FileInfo[] {
    const { nlink, dev, ino } = file.stat();
    if (nlink === 0) return [];
    const found = this.lstat(path);
    if (found.dev !== dev || found.ino !== ino) {
      throw new FsError("ENOENT", "readdir", path);
    }
    const names = onHost(
      "readdir",
      path,
      () => host.readdirSync(this.#host(path)),
    );
    const entries: FileInfo[] = [];
    for (const name of names.sort()) {
      try {
        entries.push(this.lstat(childPath(path, name)));
      } catch (error) {
        const isGone = error instanceof FsError && error.code === "ENOENT";
        if (!isGone) throw error;
      }
    }
    return entries;
  }

  #host(path: string): string {
    return path === "/" ? this.#root : this.#root + path;
  }
}

/** The host takes seconds, and keeps milliseconds of them. */
export function toSeconds(ns: bigint): number {
  return Number(ns / 1_000_000n) / 1000;
}
