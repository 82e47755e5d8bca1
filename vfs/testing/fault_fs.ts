// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { bytesOf } from "../bytes.ts";
import { declareSound } from "../sound.ts";
import { callback, checkPath } from "../check.ts";
import { DelegatingFile } from "../delegating_file.ts";
import { DelegatingFs } from "../delegating_fs.ts";
import type { Errno } from "../errno.ts";
import type { Awaitable, FileInfo, Fs, FsFile, OpenOptions } from "../fs.ts";
import { FsError } from "../fs_error.ts";

/** A call that is about to be made. */
export interface FaultCall {
  /** The method, for instance `"openFile"`, `"rename"` or `"write"`. */
  readonly operation: string;
  /** The path as the caller wrote it. */
  readonly path: string;
  /** How many calls of this operation were made before. */
  readonly index: number;
}

/** The fault to inject into a call. */
export interface Fault {
  /** The call fails with this code, without being made. */
  readonly error?: Errno;
  /**
   * The call is made only when this has settled; a promise that never settles
   * makes it hang.
   */
  readonly until?: Promise<unknown>;
  /** A read or write transfers at most this many bytes. */
  readonly atMost?: number;
}

/**
 * A file system that injects faults, to test how they are handled.
 *
 * @example The second write fails
 * ```ts
 * import { FsError, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { FaultFs } from "@afmpeg/afmpeg/testing";
 * import { assertRejects } from "@std/assert";
 *
 * const fs = new FaultFs(new MemoryFs(), ({ operation, index }) =>
 *   operation === "write" && index === 1 ? { error: "EIO" } : undefined
 * );
 * await fs.writeFile("a.txt", "1");
 * await assertRejects(async () => await fs.writeFile("a.txt", "2"), FsError);
 * ```
 */
export class FaultFs extends DelegatingFs {
  static {
    declareSound(this);
  }

  #faults: Faults;

  /**
   * Wraps `fs`; `plan` is called before each call and returns the fault to
   * inject, if any.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: Fs, plan: (call: FaultCall) => Fault | undefined) {
    callback("plan", plan);
    super("FaultFs", fs);
    this.#faults = new Faults(plan);
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): FaultFs {
    const twin = new FaultFs(fs, () => undefined);
    twin.#faults = this.#faults;
    return twin;
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    return this.#faults.call("openFile", path, async () => {
      const file = await super.openFile(path, options);
      return new FaultFile(path, file, this.#faults);
    });
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Awaitable<void> {
    return this.#faults.call("mkdir", path, () => super.mkdir(path, mode));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Awaitable<void> {
    return this.#faults.call("remove", path, () => super.remove(path));
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Awaitable<void> {
    const rename = () => super.rename(oldPath, newPath);
    return this.#faults.call("rename", oldPath, rename);
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Awaitable<FileInfo> {
    return this.#faults.call("stat", path, () => super.stat(path));
  }

  /** See {@linkcode Fs.lstat}. */
  override lstat(path: string): Awaitable<FileInfo> {
    return this.#faults.call("lstat", path, () => super.lstat(path));
  }
}

class FaultFile extends DelegatingFile {
  readonly #faults: Faults;

  constructor(name: string, file: FsFile, faults: Faults) {
    super(name, file);
    this.#faults = faults;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.#faults.call(
      "read",
      this.name,
      (atMost) => super.read(bytesOf(buffer, "buffer").subarray(0, atMost)),
    );
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.#faults.call(
      "readAt",
      this.name,
      (atMost) =>
        super.readAt(bytesOf(buffer, "buffer").subarray(0, atMost), position),
    );
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.#faults.call(
      "write",
      this.name,
      (atMost) => super.write(bytesOf(data, "data").subarray(0, atMost)),
    );
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#faults.call(
      "writeAt",
      this.name,
      (atMost) =>
        super.writeAt(bytesOf(data, "data").subarray(0, atMost), position),
    );
  }

  override truncate(size: number): Awaitable<void> {
    return this.#faults.call("truncate", this.name, () => super.truncate(size));
  }

  override sync(): Awaitable<void> {
    return this.#faults.call("sync", this.name, () => super.sync());
  }

  override close(): Awaitable<void> {
    return this.#faults.call("close", this.name, () => super.close());
  }
}

class Faults {
  readonly #plan: (call: FaultCall) => Fault | undefined;
  readonly #counts = new Map<string, number>();

  constructor(plan: (call: FaultCall) => Fault | undefined) {
    this.#plan = plan;
  }

  /** Makes a call, with its fault. */
  async call<T>(
    operation: string,
    path: string,
    make: (atMost: number | undefined) => Awaitable<T>,
  ): Promise<T> {
    checkPath(path);
    const index = this.#counts.get(operation) ?? 0;
    this.#counts.set(operation, index + 1);
    const fault = this.#plan({ operation, path, index });
    await fault?.until;
    if (fault?.error) throw new FsError(fault.error, { operation, path });
    return await make(fault?.atMost);
  }
}
