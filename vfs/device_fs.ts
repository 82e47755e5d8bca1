import { BaseFile } from "./base_file.ts";
import type { File, FileInfo, OpenOptions } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { ListingFile } from "./listing_file.ts";
import { lastName } from "./path.ts";
import { ReadOnlyNames, refuse } from "./read_only_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/** What a device does; what it leaves out fails with ENOSYS. */
export interface Device {
  /** Fills `buffer`; `null` at the end. */
  read?(buffer: Uint8Array): number | null | Promise<number | null>;
  /** Takes `data`; returns how much of it. */
  write?(data: Uint8Array): number | Promise<number>;
  /** Is called when somebody closes it. */
  close?(): void | Promise<void>;
}

/** The most that `crypto.getRandomValues` takes at once. */
const RANDOM_BYTES = 65_536;

function fillRandom(buffer: Uint8Array): number {
  // Not every engine fills shared memory: so not in place.
  const bytes = new Uint8Array(Math.min(buffer.length, RANDOM_BYTES));
  crypto.getRandomValues(bytes);
  buffer.set(bytes);
  return bytes.length;
}

const discard = (data: Uint8Array): number => data.length;

/** The devices that every {@linkcode DeviceFs} has. */
const standard: Readonly<Record<string, () => Device>> = {
  null: () => ({ read: () => null, write: discard }),
  zero: () => ({
    read: (buffer) => buffer.fill(0).length,
    write: discard,
  }),
  random: () => ({ read: fillRandom, write: discard }),
  urandom: () => ({ read: fillRandom, write: discard }),
};

/**
 * Devices, to be mounted at `/dev`: `null`, `zero`, `random`, `urandom`, and
 * whatever is given. Names can neither be made nor removed (EROFS).
 *
 * @example A device of your own
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
export class DeviceFs extends ResolvingFs {
  /** Makes a file system of the standard devices and `devices`: by name, what an open one does. */
  constructor(devices: Readonly<Record<string, () => Device>> = {}) {
    super("DeviceFs", new DeviceNames({ ...standard, ...devices }));
  }
}

class DeviceNames extends ReadOnlyNames {
  readonly #devices: Readonly<Record<string, () => Device>>;
  readonly #names: string[];
  readonly #made = BigInt(Date.now()) * 1_000_000n;

  constructor(devices: Readonly<Record<string, () => Device>>) {
    super();
    this.#devices = devices;
    this.#names = Object.keys(devices).sort();
  }

  override lstat(path: string): FileInfo {
    const ino = path === "/" ? 0 : this.#names.indexOf(path.slice(1)) + 1;
    if (ino === 0 && path !== "/") throw new FsError("ENOENT", "lstat", path);
    const time = this.#made;
    return {
      name: lastName(path),
      kind: ino === 0 ? "directory" : "characterDevice",
      ...{ size: 0, mode: ino === 0 ? 0o755 : 0o666, uid: 0, gid: 0 },
      ...{ dev: 5n, ino: BigInt(ino + 1), nlink: ino === 0 ? 2 : 1 },
      ...{ atimeNs: time, mtimeNs: time, ctimeNs: time },
    };
  }

  override open(
    path: string,
    _options: OpenOptions,
    name: string,
    info: FileInfo | undefined,
  ): File {
    if (!info) return refuse("open", path);
    if (info.kind !== "directory") {
      return new DeviceFile(name, info, this.#devices[path.slice(1)]!());
    }
    return new ListingFile(name, {
      list: () => this.#names.map((name) => this.lstat(`/${name}`)),
      stat: () => info,
      chtimes: () => refuse("chtimes", path),
    });
  }
}

class DeviceFile extends BaseFile {
  readonly #info: FileInfo;
  readonly #device: Device;

  constructor(name: string, info: FileInfo, device: Device) {
    super(name);
    this.#info = info;
    this.#device = device;
  }

  override read(buffer: Uint8Array): number | null | Promise<number | null> {
    if (buffer.length === 0) return 0;
    return this.#device.read ? this.#device.read(buffer) : super.read(buffer);
  }

  /** A device has no positions. */
  override readAt(
    buffer: Uint8Array,
    _position: number,
  ): number | null | Promise<number | null> {
    return this.read(buffer);
  }

  override write(data: Uint8Array): number | Promise<number> {
    return this.#device.write ? this.#device.write(data) : super.write(data);
  }

  /** A device has no positions. */
  override writeAt(
    data: Uint8Array,
    _position: number,
  ): number | Promise<number> {
    return this.write(data);
  }

  override seek(): never {
    throw new FsError("ESPIPE", "seek", this.name);
  }

  override readdir(): never {
    throw new FsError("ENOTDIR", "readdir", this.name);
  }

  override stat(): FileInfo {
    return this.#info;
  }

  override truncate(): void {}

  override sync(): void {}

  override close(): void | Promise<void> {
    return this.#device.close?.();
  }
}
