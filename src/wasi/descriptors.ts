import type { FileInfo, FileKind, SyncFs, SyncFsFile } from "../../vfs/fs.ts";
import { WasiError } from "./errno.ts";
import type { RemovedDirectory } from "./removed_directory.ts";

/** Where a guest reads its standard input from. */
export interface InputStream {
  /** Fills `buffer`; `null` at the end. */
  read(buffer: Uint8Array): number | null;
}

/** Where a guest writes its standard output or error to. */
export interface OutputStream {
  /** Returns how many bytes were taken. */
  write(data: Uint8Array): number;
}

interface Common {
  /** What it may be used for: bits of `right`. */
  rights: number;
  /** What a descriptor that is opened through it may be used for. */
  inheriting: number;
  /** Bits of `fdflag`. */
  flags: number;
}

/** Standard input, output or error. */
export interface StreamDescriptor extends Common {
  readonly type: "stream";
  readonly input?: InputStream;
  readonly output?: OutputStream;
  /** Whether the last read came to the end. */
  isAtEnd?: boolean;
}

/** An open file. */
export interface FileDescriptor extends Common {
  readonly type: "file";
  readonly kind: FileKind;
  readonly file: SyncFsFile;
  /** Whether the file was opened so that its `write` appends. */
  readonly opensAtEnd: boolean;
  /**
   * The cursor; a `bigint` where no file reaches, and `undefined` after an
   * append, until somebody asks for it.
   */
  position: number | bigint | undefined;
}

/** An open directory. */
export interface DirectoryDescriptor extends Common {
  readonly type: "directory";
  readonly fs: SyncFs;
  /** The names that lead to it from the root of `fs`; no links among them. */
  names: readonly string[];
  /** What is left of it, if the guest has removed it: its names mean nothing then. */
  removed?: RemovedDirectory;
  /** The name that the guest knows it by, if it was open from the start. */
  readonly preopen?: string;
  /** The handle; a preopened directory gets one when it is first needed. */
  file?: SyncFsFile;
  /** What `fd_readdir` goes through, as it was at cookie 0. */
  listing?: readonly DirectoryEntry[];
}

/** One entry of a listing. */
export type DirectoryEntry = Pick<FileInfo, "ino" | "kind"> & {
  readonly name: Uint8Array;
};

/** Anything that a guest has open. */
export type Descriptor =
  | StreamDescriptor
  | FileDescriptor
  | DirectoryDescriptor;

/** The open descriptors of a guest, by number. */
export class DescriptorTable {
  readonly #open: (Descriptor | undefined)[] = [];
  readonly #limit: number;

  /** Makes a table of at most `limit` descriptors. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Gives a descriptor the lowest free number. Errors: EMFILE. */
  add(descriptor: Descriptor): number {
    const fd = this.free();
    this.#open[fd] = descriptor;
    return fd;
  }

  /** The lowest free number. Errors: EMFILE. */
  free(): number {
    let fd = 0;
    while (this.#open[fd]) fd++;
    if (fd >= this.#limit) throw new WasiError("EMFILE");
    return fd;
  }

  /** Errors: EBADF. */
  get(fd: number): Descriptor {
    const descriptor = this.#open[fd];
    if (!descriptor) throw new WasiError("EBADF");
    return descriptor;
  }

  /** An open file or device. Errors: EBADF, also for what is neither. */
  file(fd: number): FileDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.type !== "file") throw new WasiError("EBADF");
    return descriptor;
  }

  /** Errors: EBADF, also for what is no directory. */
  directory(fd: number): DirectoryDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.type !== "directory") throw new WasiError("EBADF");
    return descriptor;
  }

  /** The directories that are open. */
  *directories(): Generator<DirectoryDescriptor> {
    for (const descriptor of this.#open) {
      if (descriptor?.type === "directory") yield descriptor;
    }
  }

  /** Errors: EBADF, and what closing the file fails with. */
  close(fd: number): void {
    const descriptor = this.get(fd);
    this.#open[fd] = undefined;
    if (descriptor.type !== "stream") descriptor.file?.close();
  }

  /** Moves a descriptor to the number of another, which is closed. Errors: EBADF. */
  renumber(from: number, to: number): void {
    const descriptor = this.get(from);
    this.get(to);
    if (from === to) return;
    this.#open[from] = undefined;
    try {
      this.close(to);
    } finally {
      this.#open[to] = descriptor;
    }
  }

  /** Closes all that is left; a file that cannot be closed is given up. */
  closeAll(): void {
    for (let fd = 0; fd < this.#open.length; fd++) {
      if (!this.#open[fd]) continue;
      try {
        this.close(fd);
      } catch {
        // The guest is gone: there is nobody to tell.
      }
    }
  }
}
