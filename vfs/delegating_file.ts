import { after } from "./after.ts";
import { BaseFile } from "./base_file.ts";
import type { Awaitable, File, FileInfo, SeekOrigin } from "./fs.ts";
import { lastName } from "./path.ts";

/** A file that another one answers for: the base class of a decorator's files. */
export class DelegatingFile extends BaseFile {
  /** The file that answers. */
  protected file: File;

  /** Makes `file` known by the path `name`. */
  constructor(name: string, file: File) {
    super(name);
    this.file = file;
  }

  /** See {@linkcode File.read}. */
  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.file.read(buffer);
  }

  /** See {@linkcode File.readAt}. */
  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.file.readAt(buffer, position);
  }

  /** See {@linkcode File.write}. */
  override write(data: Uint8Array): Awaitable<number> {
    return this.file.write(data);
  }

  /** See {@linkcode File.writeAt}. */
  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.file.writeAt(data, position);
  }

  /** See {@linkcode File.seek}. */
  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return this.file.seek(offset, origin);
  }

  /** See {@linkcode File.readdir}. */
  override readdir(count?: number): Awaitable<FileInfo[]> {
    return this.file.readdir(count);
  }

  /** See {@linkcode File.seekData}. A file with contents of its own overrides it. */
  seekData(position: number): Awaitable<number | null> {
    return this.file.seekData ? this.file.seekData(position) : position;
  }

  /** See {@linkcode File.stat}. */
  override stat(): Awaitable<FileInfo> {
    const name = lastName(this.name);
    return after(this.file.stat(), (info) => ({ ...info, name }));
  }

  /** See {@linkcode File.chtimes}. */
  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.file.chtimes(atimeNs, mtimeNs);
  }

  /** See {@linkcode File.sync}. */
  override sync(): Awaitable<void> {
    return this.file.sync();
  }

  /** See {@linkcode File.truncate}. */
  override truncate(size: number): Awaitable<void> {
    return this.file.truncate(size);
  }

  /** See {@linkcode File.close}. */
  override close(): Awaitable<void> {
    return this.file.close();
  }

  /** Closes it, unless it is closed. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.file[Symbol.asyncDispose]();
  }
}
