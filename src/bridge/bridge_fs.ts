import type {
  FileInfo,
  OpenOptions,
  SyncFs,
  SyncFsFile,
} from "../../vfs/fs.ts";
import { BridgeFile } from "./bridge_file.ts";
import type { BridgeClient } from "./client.ts";
import { openFlag, type OperationName } from "./operation.ts";

/** One of the caller's file systems, as the guest's thread sees it: blocking. */
export class BridgeFs implements SyncFs {
  readonly name = "BridgeFs";
  readonly #client: BridgeClient;
  readonly #mount: number;

  /** @param mount Which of the caller's file systems it is. */
  constructor(client: BridgeClient, mount: number) {
    this.#client = client;
    this.#mount = mount;
  }

  create(path: string): SyncFsFile {
    const options = { read: true, write: true, create: true, truncate: true };
    return this.openFile(path, options);
  }

  open(path: string): SyncFsFile {
    return this.openFile(path);
  }

  openFile(path: string, options: OpenOptions = {}): SyncFsFile {
    let flags = 0;
    for (const name in openFlag) {
      const flag = name as keyof typeof openFlag;
      if (options[flag]) flags |= openFlag[flag];
    }
    this.#path(path).putNumber(flags).putNumber(options.mode ?? 0o666);
    return new BridgeFile(this.#client, this.#call("openFile", path), path);
  }

  mkdir(path: string, mode: number = 0o777): void {
    this.#path(path).putNumber(mode);
    this.#call("mkdir", path);
  }

  mkdirAll(path: string, mode: number = 0o777): void {
    this.#path(path).putNumber(mode);
    this.#call("mkdirAll", path);
  }

  remove(path: string): void {
    this.#path(path);
    this.#call("remove", path);
  }

  removeAll(path: string): void {
    this.#path(path);
    this.#call("removeAll", path);
  }

  rename(oldPath: string, newPath: string): void {
    this.#path(oldPath).putString(newPath);
    this.#call("rename", oldPath);
  }

  stat(path: string): FileInfo {
    this.#path(path);
    this.#call("stat", path);
    return this.#client.message.rewind().info();
  }

  lstat(path: string): FileInfo {
    this.#path(path);
    this.#call("lstat", path);
    return this.#client.message.rewind().info();
  }

  chmod(path: string, mode: number): void {
    this.#path(path).putNumber(mode);
    this.#call("chmod", path);
  }

  chown(path: string, uid: number, gid: number): void {
    this.#path(path).putNumber(uid).putNumber(gid);
    this.#call("chown", path);
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    this.#path(path).putOptionalBigint(atimeNs).putOptionalBigint(mtimeNs);
    this.#call("chtimes", path);
  }

  lchtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    this.#path(path).putOptionalBigint(atimeNs).putOptionalBigint(mtimeNs);
    this.#call("lchtimes", path);
  }

  symlink(target: string, path: string): void {
    this.#path(target).putString(path);
    this.#call("symlink", path);
  }

  readlink(path: string): string {
    this.#path(path);
    this.#call("readlink", path);
    return this.#client.message.rewind().string();
  }

  link(oldPath: string, newPath: string): void {
    this.#path(oldPath).putString(newPath);
    this.#call("link", oldPath);
  }

  #path(path: string) {
    return this.#client.message.rewind().putString(path);
  }

  #call(name: OperationName, path: string): number {
    return this.#client.call(name, path, this.#mount);
  }
}
