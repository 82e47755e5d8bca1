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

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.file.read(buffer);
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.file.readAt(buffer, position);
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.file.write(data);
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.file.writeAt(data, position);
  }

  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return this.file.seek(offset, origin);
  }

  override readdir(count?: number): Awaitable<FileInfo[]> {
    return this.file.readdir(count);
  }

  override async stat(): Promise<FileInfo> {
    return { ...await this.file.stat(), name: lastName(this.name) };
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.file.chtimes(atimeNs, mtimeNs);
  }

  override sync(): Awaitable<void> {
    return this.file.sync();
  }

  override truncate(size: number): Awaitable<void> {
    return this.file.truncate(size);
  }

  override close(): Awaitable<void> {
    return this.file.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.file[Symbol.asyncDispose]();
  }
}
