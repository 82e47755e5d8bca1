// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The parts of the File System Standard that are used: a browser's own objects fit.
 *
 * @see https://fs.spec.whatwg.org/
 * @module
 */

/** A `FileSystemDirectoryHandle`, as far as it is used. */
export interface DirectoryHandle {
  /** Always `"directory"`. */
  readonly kind: "directory";
  /** Its name. */
  readonly name: string;
  /** Finds or creates a directory in it. */
  getDirectoryHandle(
    name: string,
    options?: { create?: boolean },
  ): Promise<DirectoryHandle>;
  /** Finds or creates a file in it. */
  getFileHandle(
    name: string,
    options?: { create?: boolean },
  ): Promise<FileHandle>;
  /** Removes a name. */
  removeEntry(name: string): Promise<void>;
  /** All that is in it. */
  values(): AsyncIterable<DirectoryHandle | FileHandle>;
}

/** A `FileSystemFileHandle`, as far as it is used. */
export interface FileHandle {
  /** Always `"file"`. */
  readonly kind: "file";
  /** Its name. */
  readonly name: string;
  /** A snapshot of its contents. */
  getFile(): Promise<Blob & { readonly lastModified: number }>;
  /** A stream whose changes take effect when it is closed. */
  createWritable(options: { keepExistingData: boolean }): Promise<FileWriter>;
  /** Access in place: in a Worker, to files of the origin's private file system. */
  createSyncAccessHandle?(): Promise<SyncAccess>;
  /** Moves it; not in every browser. */
  move?(parent: DirectoryHandle, name: string): Promise<void>;
}

/** A `FileSystemWritableFileStream`, as far as it is used. */
export interface FileWriter {
  /** Writes at a position; what lies between the end and it becomes zeros. */
  write(
    part: { type: "write"; position: number; data: Uint8Array<ArrayBuffer> },
  ): Promise<void>;
  /** Sets the size. */
  truncate(size: number): Promise<void>;
  /** Makes the changes take effect. */
  close(): Promise<void>;
  /** Drops the changes. */
  abort(): Promise<void>;
}

/** A `FileSystemSyncAccessHandle`, as far as it is used. */
export interface SyncAccess {
  /** Reads at a position. */
  read(buffer: Uint8Array, options: { at: number }): number;
  /** Writes at a position. */
  write(data: Uint8Array, options: { at: number }): number;
  /** Sets the size. */
  truncate(size: number): void;
  /** Its size. */
  getSize(): number;
  /** Makes the changes last. */
  flush(): void;
  /** Lets go of the file. */
  close(): void;
}
