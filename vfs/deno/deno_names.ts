import * as host from "node:fs";
import { fromFileUrl } from "@std/path/posix";
import type { File, FileInfo, OpenOptions } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { OpenDirectories } from "../open_directories.ts";
import { lastName } from "../path.ts";
import type { NameOperations } from "../resolving_fs.ts";
import { accessOf } from "../rules.ts";
import { DenoFile } from "./deno_file.ts";
import { ExactTimes } from "./exact_times.ts";
import { onHost } from "./host_error.ts";
import { toInfo } from "./host_info.ts";
import { HostTree } from "./host_tree.ts";

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

/** One for all: a file that is reached by another way is the same file. */
const exactTimes = new ExactTimes();

/** Names below a directory of the host. Calls that do not move data are synchronous: each is short. */
export class DenoNames implements NameOperations {
  readonly #tree: HostTree;
  readonly #directories = new OpenDirectories();

  constructor(root: string | URL) {
    const path = typeof root === "string" ? root : fromFileUrl(root);
    // Resolved once, so that a link to the jail is no way out of it.
    const resolved = onHost("open", path, () => host.realpathSync(path));
    if (!host.statSync(resolved).isDirectory()) {
      throw new FsError("ENOTDIR", "open", path);
    }
    this.#tree = new HostTree(resolved);
  }

  lstat(path: string): FileInfo {
    return this.#at("lstat", path, (own) => this.#describe(own, path));
  }

  readlink(path: string): string {
    return this.#at("readlink", path, (own) => host.readlinkSync(own));
  }

  open(
    path: string,
    options: OpenOptions,
    name: string,
    info: FileInfo | undefined,
  ): File {
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
    const fd = this.#at(
      "open",
      path,
      (own) => host.openSync(own, flags, mode),
    );
    return new DenoFile(fd, name, options, exactTimes);
  }

  mkdir(path: string, mode: number): void {
    this.#at("mkdir", path, (own) => host.mkdirSync(own, { mode }));
  }

  remove(path: string, info: FileInfo): void {
    this.#at("remove", path, (own) => {
      if (info.kind === "directory") host.rmdirSync(own);
      else host.unlinkSync(own);
    });
    this.#directories.removed(path);
  }

  rename(from: string, to: string): void {
    this.#at("rename", from, (own) => {
      this.#tree.at(to, (other) => host.renameSync(own, other));
    });
    this.#directories.renamed(from, to);
  }

  symlink(target: string, path: string): void {
    this.#at("symlink", path, (own) => host.symlinkSync(target, own));
  }

  link(from: string, to: string): void {
    this.#at("link", from, (own) => {
      this.#tree.at(to, (other) => host.linkSync(own, other));
    });
  }

  chmod(path: string, mode: number): void {
    this.#at("chmod", path, (own) => host.chmodSync(own, mode));
  }

  chown(path: string, uid: number, gid: number): void {
    this.#at("chown", path, (own) => host.lchownSync(own, uid, gid));
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    this.#at("chtimes", path, (own) => {
      const before = this.#describe(own, path);
      const atime = atimeNs ?? before.atimeNs;
      const mtime = mtimeNs ?? before.mtimeNs;
      host.lutimesSync(own, toSeconds(atime), toSeconds(mtime));
      const after = toInfo(host.lstatSync(own, BIGINT), "");
      exactTimes.note(after, atime, mtime);
    });
  }

  /** What is asked of the directory itself, the handle answers: it may lose its name. */
  #directory(path: string, name: string): File {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const fd = this.#at("open", path, (own) => host.openSync(own, flags));
    const file = new DenoFile(fd, name, {}, exactTimes);
    return this.#directories.open(
      path,
      name,
      file,
      (path) => this.#list(path, file),
    );
  }

  /** The entries of a directory, in order, without those that are gone meanwhile. */
  #list(path: string, file: DenoFile): FileInfo[] {
    const { nlink, dev, ino } = file.stat();
    if (nlink === 0) return [];
    const list = (base: string) => {
      // What has its name may be a link that leads outside, made by whoever has
      // moved the directory away.
      const found = host.statSync(`${base}/.`, BIGINT);
      if (found.dev !== dev || found.ino !== ino) {
        throw new FsError("ENOENT", "readdir", path);
      }
      return host.readdirSync(base).sort()
        .map((name) => this.#find(`${base}/${name}`, name))
        .filter((info) => info !== undefined);
    };
    return onHost("readdir", path, () => this.#tree.inside(path, list));
  }

  #at<T>(operation: string, path: string, use: (own: string) => T): T {
    return onHost(operation, path, () => this.#tree.at(path, use));
  }

  #describe(own: string, path: string): FileInfo {
    const stats = host.lstatSync(own, BIGINT);
    return exactTimes.correct(toInfo(stats, lastName(path)));
  }

  #find(own: string, name: string): FileInfo | undefined {
    try {
      return this.#describe(own, name);
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") return undefined;
      throw error;
    }
  }
}

/** The host takes seconds, and keeps milliseconds of them. */
export function toSeconds(ns: bigint): number {
  return Number(ns / 1_000_000n) / 1000;
}
