// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { checkAnswer, fileAnswers } from "./answers.ts";
import { declareSound } from "./sound.ts";
import type { OpenRequest } from "./names.ts";
import { bytesOf } from "./bytes.ts";
import { callback, checkRecord, refusal } from "./check.ts";
import { dirname } from "@std/path/posix";
import { BaseFile } from "./base_file.ts";
import type { FileInfo, Fs, FsFile, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { ListingFile } from "./listing_file.ts";
import { basename, givenPath } from "./path.ts";
import { ReadOnlyNames, refuse } from "./read_only_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/** The operations of an open device; an omitted one fails with ENOSYS. */
export interface Device {
  /** Fills `buffer`; `null` at the end. */
  read?(buffer: Uint8Array): number | null | Promise<number | null>;
  /** Accepts `data`; returns how many bytes of it. */
  write?(data: Uint8Array): number | Promise<number>;
  /** Called when the device is closed. */
  close?(): void | Promise<void>;
  /**
   * Whether it accepts positions, and ignores them, as `/dev/null` does: `seek`
   * returns 0. Otherwise `seek`, `readAt` and `writeAt` fail with ESPIPE, as on
   * a terminal or a pipe, which is the default.
   */
  readonly seekable?: boolean;
}

/** A device that answers at once, as a guest of `Wasi` needs it. */
export interface SyncDevice extends Device {
  /** Like {@linkcode Device.read}, but synchronous. */
  read?(buffer: Uint8Array): number | null;
  /** Like {@linkcode Device.write}, but synchronous. */
  write?(data: Uint8Array): number;
  /** Like {@linkcode Device.close}, but synchronous. */
  close?(): void;
}

/** The most that `crypto.getRandomValues` fills at once. */
const RANDOM_BYTES = 65_536;

function fillRandom(buffer: Uint8Array): number {
  // Not in place, as not every engine fills shared memory.
  const bytes = new Uint8Array(Math.min(buffer.length, RANDOM_BYTES));
  crypto.getRandomValues(bytes);
  buffer.set(bytes);
  return bytes.length;
}

/** A device that accepts whatever is written, at any position. */
function sink(read: NonNullable<Device["read"]>): Device {
  return { read, write: (data) => data.length, seekable: true };
}

/** The devices that every {@linkcode DeviceFs} has. */
const standard: Readonly<Record<string, () => Device>> = {
  null: () => sink(() => null),
  zero: () => sink((buffer) => buffer.fill(0).length),
  random: () => sink(fillRandom),
  urandom: () => sink(fillRandom),
};

/**
 * Devices, to be mounted at `/dev`: `null`, `zero`, `random`, `urandom`, and
 * those given, which may be in directories: `fd/0`. Names can neither be
 * created nor removed (EROFS). It is synchronous if all devices are.
 *
 * @example A custom device
 * ```ts
 * import { DeviceFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const write = (data: Uint8Array) => {
 *   lines.push(new TextDecoder().decode(data));
 *   return data.length;
 * };
 * const fs = new DeviceFs({ log: () => ({ write }) });
 * await fs.writeFile("log", "hello");
 * assertEquals(lines, ["hello"]);
 * ```
 */
export class DeviceFs<D extends Device = SyncDevice>
  extends ResolvingFs<[D] extends [SyncDevice] ? SyncFs : Fs> {
  static {
    declareSound(this);
  }

  /**
   * Creates a file system of the standard devices and `devices`, which maps
   * names to functions that open a device.
   *
   * @throws {FsError} EINVAL, ENOENT for an invalid path.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(devices: Readonly<Record<string, () => D>> = {}) {
    checkRecord("devices", devices, callback);
    const given = Object.entries(devices).map(([path, open]) =>
      [givenPath(path, "create").slice(1), open] as const
    );
    super(
      "DeviceFs",
      new DeviceNames({ ...standard, ...Object.fromEntries(given) }),
    );
  }
}

class DeviceNames extends ReadOnlyNames {
  readonly #devices: Readonly<Record<string, () => Device>>;
  /** The paths of all devices and of their directories. */
  readonly #paths: readonly string[];
  readonly #made = BigInt(Date.now()) * 1_000_000n;

  constructor(devices: Readonly<Record<string, () => Device>>) {
    super();
    this.#devices = devices;
    const paths = new Set(["/"]);
    for (const name of Object.keys(devices)) {
      for (let at = 0; (at = name.indexOf("/", at + 1)) > 0;) {
        paths.add(`/${name.slice(0, at)}`);
      }
      paths.add(`/${name}`);
    }
    this.#paths = [...paths].sort();
  }

  override lstat(path: string): FileInfo {
    const index = this.#paths.indexOf(path);
    if (index < 0) throw new FsError("ENOENT", { operation: "lstat", path });
    const isDevice = Object.hasOwn(this.#devices, path.slice(1));
    const time = this.#made;
    return {
      name: basename(path),
      kind: isDevice ? "characterDevice" : "directory",
      ...{ size: 0, mode: isDevice ? 0o666 : 0o755, uid: 0, gid: 0 },
      ...{ dev: 5n, ino: BigInt(index + 1), nlink: isDevice ? 1 : 2 },
      ...{ atimeNs: time, mtimeNs: time, ctimeNs: time },
    };
  }

  override open(path: string, { name, info }: OpenRequest): FsFile {
    if (!info) return refuse("open", path);
    if (info.kind !== "directory") {
      const device = this.#devices[path.slice(1)]!();
      if (typeof device !== "object" || device === null) {
        const what = `what the function of ${JSON.stringify(path)} returned`;
        throw refusal(what, device, "an object of `read` and `write`");
      }
      return new DeviceFile(name, info, device);
    }
    return new ListingFile(name, {
      list: () =>
        this.#paths.filter((child) => child !== "/" && dirname(child) === path)
          .map((child) => this.lstat(child)),
      stat: () => info,
      chtimes: () => refuse("chtimes", path),
    });
  }
}

class DeviceFile extends BaseFile {
  readonly #info: FileInfo;
  readonly #device: Device;
  #isClosed = false;

  constructor(name: string, info: FileInfo, device: Device) {
    super(name);
    this.#info = info;
    this.#device = device;
  }

  override read(buffer: Uint8Array): number | null | Promise<number | null> {
    const bytes = bytesOf(buffer, "buffer");
    if (bytes.length === 0) return 0;
    if (!this.#device.read) return super.read(buffer) as never;
    return this.#checked("read", this.#device.read(bytes), bytes);
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): number | null | Promise<number | null> {
    this.#checkSeekable("readAt", position);
    return this.read(buffer);
  }

  override write(data: Uint8Array): number | Promise<number> {
    const bytes = bytesOf(data, "data");
    if (!this.#device.write) return super.write(data) as never;
    return this.#checked("write", this.#device.write(bytes), bytes);
  }

  #checked<T>(
    method: "read" | "write",
    answer: T | Promise<T>,
    buffer: Uint8Array,
  ): T | Promise<T> {
    return after(answer, (count) => {
      const rule = fileAnswers[method];
      checkAnswer(`the device "${this.name}"`, method, rule, count, [buffer]);
      return count;
    });
  }

  override writeAt(
    data: Uint8Array,
    position: number,
  ): number | Promise<number> {
    this.#checkSeekable("writeAt", position);
    return this.write(data);
  }

  /** As on Linux: 0, wherever to. */
  override seek(): number {
    this.#checkSeekable("seek");
    return 0;
  }

  override readdir(): never {
    throw new FsError("ENOTDIR", { operation: "readdir", path: this.name });
  }

  override stat(): FileInfo {
    return this.#info;
  }

  override truncate(): void {}

  override sync(): void {}

  override close(): void | Promise<void> {
    if (this.#isClosed) {
      throw new FsError("EBADF", { operation: "close", path: this.name });
    }
    this.#isClosed = true;
    return this.#device.close?.();
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) return this.close() as void;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  #checkSeekable(operation: string, position = 0): void {
    const code = position < 0 ? "EINVAL" : "ESPIPE";
    if (position >= 0 && this.#device.seekable) return;
    throw new FsError(code, { operation, path: this.name });
  }
}
