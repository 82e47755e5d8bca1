// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FileKind, SyncFs, SyncFsFile } from "../../vfs/fs.ts";
import { WasiError } from "./errno.ts";
import type { RemovedDirectory } from "./removed_directory.ts";

/**
 * A stream from which a guest reads its standard input.
 *
 * @example Bytes in memory
 * ```ts
 * import type { InputStream } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * let rest = new TextEncoder().encode("hello");
 * const stdin: InputStream = {
 *   read(buffer) {
 *     if (rest.length === 0) return null;
 *     const part = rest.subarray(0, buffer.length);
 *     buffer.set(part);
 *     rest = rest.subarray(part.length);
 *     return part.length;
 *   },
 * };
 * assertEquals(stdin.read(new Uint8Array(3)), 3);
 * ```
 */
export interface InputStream {
  /**
   * Fills `buffer`, a view of the guest's memory: do not use it after the call.
   *
   * @returns How many bytes were read; `null` at the end.
   */
  read(buffer: Uint8Array): number | null;
  /**
   * Whether it is a terminal, for `isatty` in the guest.
   *
   * @default {false}
   */
  readonly isTerminal?: boolean;
}

/**
 * A stream to which a guest writes its standard output or error.
 *
 * @example Keeping everything
 * ```ts
 * import type { OutputStream } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks: Uint8Array[] = [];
 * const stdout: OutputStream = {
 *   write(data) {
 *     chunks.push(data.slice());
 *     return data.length;
 *   },
 * };
 * assertEquals(stdout.write(new Uint8Array(3)), 3);
 * assertEquals(chunks.length, 1);
 * ```
 */
export interface OutputStream {
  /**
   * Accepts `data`, a view of memory that is used again: copy what you keep.
   *
   * @returns How many bytes were written, at least one.
   */
  write(data: Uint8Array): number;
  /** Called when the guest has ended. */
  end?(): void;
  /**
   * Whether it is a terminal, for `isatty` in the guest.
   *
   * @default {false}
   */
  readonly isTerminal?: boolean;
}

interface Common {
  /** Its rights: bits of `right`. */
  rights: number;
  /** The rights that a descriptor opened through it may have. */
  inheriting: number;
  /** Bits of `fdflag`. */
  flags: number;
}

/** Standard input, output or error. */
export interface StreamDescriptor extends Common {
  readonly type: "stream";
  readonly name: "stdin" | "stdout" | "stderr";
  readonly input?: InputStream;
  readonly output?: OutputStream;
  /** Whether the last read reached the end. */
  isAtEnd?: boolean;
}

/** The type of a stream: a terminal is a device. */
export function kindOfStream(
  { input, output }: StreamDescriptor,
): "characterDevice" | "unknown" {
  const isTerminal = (input ?? output)?.isTerminal === true;
  return isTerminal ? "characterDevice" : "unknown";
}

/** An open file. */
export interface FileDescriptor extends Common {
  readonly type: "file";
  readonly kind: FileKind;
  readonly file: SyncFsFile;
  /** Whether the file was opened for appending, so that its `write` does. */
  readonly opensAtEnd: boolean;
  /**
   * The cursor; a `bigint` beyond the largest possible file, and `undefined` after
   * an append until it is needed.
   */
  position: number | bigint | undefined;
}

/** An open directory. */
export interface DirectoryDescriptor extends Common {
  readonly type: "directory";
  readonly fs: SyncFs;
  /** The names on its path from the root of `fs`, none of which is a link. */
  names: readonly string[];
  /** Replaces `fs` once the guest has removed it: its names are then meaningless. */
  removed?: RemovedDirectory;
  /** Its name in the guest, if it is a preopen. */
  readonly preopen?: string;
  /** The handle; a preopened directory gets one when it is first needed. */
  file?: SyncFsFile;
  /** The entries that `fd_readdir` returns, as they were at cookie 0. */
  listing?: readonly DirectoryEntry[];
}

/** One entry of a listing. */
export type DirectoryEntry = Pick<FileInfo, "ino" | "kind"> & {
  readonly name: Uint8Array;
};

/** An open descriptor of any type. */
export type Descriptor =
  | StreamDescriptor
  | FileDescriptor
  | DirectoryDescriptor;

/** The open descriptors of a guest, by number. */
export class DescriptorTable {
  readonly #open: (Descriptor | undefined)[] = [];
  readonly #limit: number;
  /** No lower number is free. */
  #lowest = 0;

  /** Makes a table of at most `limit` descriptors. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a descriptor under the lowest free number. Errors: EMFILE. */
  add(descriptor: Descriptor): number {
    const fd = this.free();
    this.#open[fd] = descriptor;
    return fd;
  }

  /** The lowest free number. Errors: EMFILE. */
  free(): number {
    while (this.#open[this.#lowest]) this.#lowest++;
    if (this.#lowest >= this.#limit) throw new WasiError("EMFILE");
    return this.#lowest;
  }

  /** Errors: EBADF. */
  get(fd: number): Descriptor {
    const descriptor = this.#open[fd];
    if (!descriptor) throw new WasiError("EBADF");
    return descriptor;
  }

  /** An open directory. Errors: EBADF; ENOTDIR if it is something else. */
  directory(fd: number): DirectoryDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.type !== "directory") throw new WasiError("ENOTDIR");
    return descriptor;
  }

  /** The open directories. */
  *directories(): Generator<DirectoryDescriptor> {
    for (const descriptor of this.#open) {
      if (descriptor?.type === "directory") yield descriptor;
    }
  }

  /** Closes a descriptor. Errors: EBADF, and those of closing the file. */
  close(fd: number): void {
    const descriptor = this.get(fd);
    this.#release(fd);
    if (descriptor.type !== "stream") descriptor.file?.close();
  }

  /** Moves a descriptor to the number of another, and closes that. Errors: EBADF. */
  renumber(from: number, to: number): void {
    const descriptor = this.get(from);
    this.get(to);
    if (from === to) return;
    this.#release(from);
    try {
      this.close(to);
    } finally {
      this.#open[to] = descriptor;
    }
  }

  #release(fd: number): void {
    this.#open[fd] = undefined;
    this.#lowest = Math.min(this.#lowest, fd);
  }

  /**
   * Ends all descriptors.
   *
   * @param end Closes a file, or abandons it.
   */
  endAll(end: (file: SyncFsFile) => void): void {
    this.#lowest = 0;
    for (const descriptor of this.#open.splice(0)) {
      if (!descriptor || descriptor.type === "stream") continue;
      try {
        if (descriptor.file) end(descriptor.file);
      } catch {
        // The guest is gone: nothing can handle the error.
      }
    }
  }
}
