// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { checkOffset, checkOptions, checkPath, flag, limit } from "./check.ts";
import { attempt } from "./attempt.ts";
import { keyOf } from "./key_of.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { after } from "./after.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import type {
  Answer,
  Awaitable,
  FileInfo,
  FileOf,
  Fs,
  FsFile,
  OpenOptions,
  SeekOrigin,
} from "./fs.ts";
import { orDiscard } from "./discard.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { link, lstat, symlink } from "./links.ts";
import { Lock } from "./lock.ts";
import { OrderedFile } from "./ordered_file.ts";
import { accessOf, checkOpen, optionsError } from "./rules.ts";
import { Sequence } from "./sequence.ts";
import { TreeWalk } from "./walk.ts";

/** Options of {@linkcode QuotaFs}: each limit defaults to `Infinity`. */
export interface QuotaFsOptions {
  /** The maximum size of all files together, in bytes; exceeding it is ENOSPC. */
  maxBytes?: number;
  /** The maximum number of files, links and directories; exceeding it is EDQUOT. */
  maxFiles?: number;
  /** The maximum size of one file, in bytes; exceeding it is EFBIG. */
  maxFileBytes?: number;
  /**
   * Whether existing files count; otherwise, only what is added does.
   *
   * @default {true}
   */
  countExisting?: boolean;
}

/**
 * A file system with limits. Existing files count, unless disabled; a hole
 * counts like data. A write that fits only in part is performed in part, and
 * the next one fails: what was written stays.
 *
 * @example Ten bytes in total
 * ```ts
 * import { FsError, MemoryFs, QuotaFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const fs = new QuotaFs(new MemoryFs(), { maxBytes: 10 });
 * await fs.writeFile("a.txt", "12345");
 * await assertRejects(async () => await fs.writeFile("b.txt", "678901"), FsError, "no space");
 * assertEquals(await fs.readTextFile("b.txt"), "67890");
 * ```
 */
export class QuotaFs<F extends Fs = Fs> extends DelegatingFs<F> {
  static {
    declareSound(this);
  }

  #usage: Usage;

  /**
   * Limits `fs`, which nobody else should change meanwhile.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: F, options: QuotaFsOptions = {}) {
    checkOptions("QuotaFs", options, {
      maxBytes: limit,
      maxFiles: limit,
      maxFileBytes: limit,
      countExisting: flag,
    });
    super("QuotaFs", fs);
    this.#usage = new Usage(options);
    this.#usage.isCounted = options.countExisting === false;
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): QuotaFs {
    const twin = new QuotaFs(fs, {});
    twin.#usage = this.#usage;
    return twin;
  }

  /**
   * Returns how much is used: the bytes of all files, and the number of files,
   * links and directories.
   *
   * @throws {FsError} The errors of counting existing files.
   */
  usage(): Answer<F, { bytes: number; files: number }> {
    const usage = this.#usage;
    return this.#inTurn(() => wait({ bytes: usage.bytes, files: usage.files }));
  }

  /**
   * Counts anew what there is, after others have changed it, for instance by
   * `MemoryFs.restore`. Existing files count from then on, even if they did not.
   *
   * @throws {FsError} The errors of counting files.
   */
  recount(): Answer<F, void> {
    const usage = this.#usage;
    return this.#inTurn((fs) => usage.count(fs));
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(
    path: string,
    options: OpenOptions = {},
  ): Answer<F, FileOf<F>> {
    checkOpen(path, options);
    const code = optionsError(options);
    if (code) throw new FsError(code, { operation: "open", path });
    const usage = this.#usage;
    // What is written is counted on top of what was there before.
    const changes = options.create || options.truncate ||
      accessOf(options).canWrite;
    const look: Look = (action) => this.#inTurn(action);
    const opened: Awaitable<FsFile> = changes
      ? this.#inTurn((fs) => openToWrite(fs, path, options, usage, look))
      : drive(openToRead(this.fs, path, options, usage, look));
    return answer(after(opened, ordered) as Awaitable<FileOf<F>>);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Answer<F, void> {
    return this.#adding("mkdir", path, (fs) => fs.mkdir(path, mode));
  }

  /** See {@linkcode Fs.symlink}. */
  override symlink(target: string, path: string): Answer<F, void> {
    return this.#adding("symlink", path, (fs) => symlink(fs, target, path));
  }

  /** See {@linkcode Fs.link}. */
  override link(oldPath: string, newPath: string): Answer<F, void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    return this.#adding("link", newPath, (fs) => link(fs, oldPath, newPath));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Answer<F, void> {
    checkPath(path);
    const usage = this.#usage;
    return this.#inTurn(function* (fs) {
      const info = yield* wait(attempt(() => lstat(fs, path)));
      yield fs.remove(path);
      if (info) usage.removed(info);
    });
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Answer<F, void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    const usage = this.#usage;
    return this.#inTurn(function* (fs) {
      const from = yield* wait(attempt(() => lstat(fs, oldPath)));
      const replaced = yield* wait(attempt(() => lstat(fs, newPath)));
      yield fs.rename(oldPath, newPath);
      usage.removals++;
      const isSame = from && replaced && keyOf(from) === keyOf(replaced);
      if (replaced && !isSame) usage.removed(replaced);
    });
  }

  #adding(
    operation: string,
    path: string,
    action: (fs: Fs) => Awaitable<void>,
  ): Answer<F, void> {
    checkPath(path);
    const usage = this.#usage;
    return this.#inTurn(function* (fs) {
      usage.addFile(operation, path);
      try {
        yield action(fs);
      } catch (error) {
        usage.files--;
        throw error;
      }
    });
  }

  /**
   * Runs operations that change the usage one at a time, so that nothing is counted
   * twice; the first one counts existing files. Their lock is taken after those of
   * the file system below: a holder of those must not wait for somebody who waits
   * for them.
   */
  #inTurn<T>(action: (fs: Fs) => Steps<T>): Answer<F, T> {
    const usage = this.#usage;
    return this.inOneTurn((fs) => drive(usage.inTurn(fs, action)));
  }
}

/** Performs an operation that changes the usage. */
type Look = (action: (fs: Fs) => Steps<void>) => Awaitable<void>;

/** Opens a file that existed, or is to be created or truncated. */
function* openToWrite(
  fs: Fs,
  path: string,
  options: OpenOptions,
  usage: Usage,
  look: Look,
): Steps<FsFile> {
  const { truncate, ...kept } = options;
  const isNew = options.create === true &&
    !(yield* isTaken(fs, path, options));
  if (isNew) usage.addFile("open", path);
  // Truncated below, so that the freed space is known.
  let file: FsFile;
  try {
    file = yield* wait(fs.openFile(path, kept));
  } catch (error) {
    if (isNew) usage.files--;
    throw error;
  }
  const opened = yield* counted(path, file, usage, options);
  if (!(opened instanceof QuotaFile)) return opened;
  if (truncate) yield* orDiscard(opened, () => wait(opened.truncate(0)));
  if (isNew) opened.inode.isNew = true;
  opened.lookAgain = lookAgain(path, usage, look);
  return opened;
}

function* openToRead(
  fs: Fs,
  path: string,
  options: OpenOptions,
  usage: Usage,
  look: Look,
): Steps<FsFile> {
  const file = yield* wait(fs.openFile(path, options));
  const opened = yield* counted(path, file, usage, options);
  if (opened instanceof QuotaFile) {
    opened.lookAgain = lookAgain(path, usage, look);
  }
  return opened;
}

/**
 * Looks what is left of a file. It waits for the turn of others: so not before the
 * file is open, as until then it is closed by who has that.
 */
function lookAgain(
  path: string,
  usage: Usage,
  look: Look,
): (inode: Inode) => Awaitable<void> {
  return (inode) => look((fs) => usage.look(fs, path, inode));
}

/** Wraps an open file, so that what is written to it is counted. */
function counted(
  path: string,
  file: FsFile,
  usage: Usage,
  { append = false }: OpenOptions,
): Steps<FsFile> {
  return orDiscard(file, function* () {
    const found = file.stat();
    const info = yield* wait(found);
    if (info.kind !== "file") return file;
    const inode = usage.open(info);
    const opened = new QuotaFile(path, file, inode, usage, append);
    if (found instanceof Promise && inode.handles === 1) {
      // Another handle may have changed and closed it before it was registered.
      const { size } = yield* orDiscard(opened, () => wait(file.stat()));
      if (inode.handles === 1) inode.size = size;
    }
    return opened;
  });
}

/** What is written to it is counted at the position where it will be. */
function ordered(file: FsFile): FsFile {
  return file instanceof QuotaFile ? new OrderedFile(file.name, file) : file;
}

/** Whether opening the path would find something rather than make it. */
function* isTaken(
  fs: Fs,
  path: string,
  { exclusive }: OpenOptions,
): Steps<boolean> {
  try {
    yield exclusive ? lstat(fs, path) : fs.stat(path);
    return true;
  } catch (error) {
    // Opening will report whatever else is wrong.
    if (isErrno(error)) return error.code !== "ENOENT";
    throw error;
  }
}

/** An open file: its size, and whether it still has a name. */
interface Inode {
  readonly key: string;
  size: number;
  handles: number;
  isRemoved: boolean;
  /** Whether it did not exist before it was opened. */
  isNew: boolean;
  /** Whether what was written to it may not have stayed. */
  isUnsure: boolean;
  /** How many names had been removed or renamed when it was opened. */
  readonly removals: number;
  /** Orders size changes through all handles, so that they are counted as they happen. */
  readonly changes: Sequence;
}

class Usage {
  bytes = 0;
  files = 0;
  /** How many names were removed or renamed. */
  removals = 0;
  /** Whether existing files have been counted. */
  isCounted = false;
  readonly #lock = new Lock();
  readonly #limits: Required<Omit<QuotaFsOptions, "countExisting">>;
  readonly #open = new Map<string, Inode>();

  constructor({
    maxBytes = Infinity,
    maxFiles = Infinity,
    maxFileBytes = Infinity,
  }: QuotaFsOptions) {
    this.#limits = { maxBytes, maxFiles, maxFileBytes };
  }

  get maxFileBytes(): number {
    return this.#limits.maxFileBytes;
  }

  /** Performs an operation that changes the usage. */
  *inTurn<T>(fs: Fs, action: (fs: Fs) => Steps<T>): Steps<T> {
    using _taken = yield* wait(this.#lock.acquire());
    if (!this.isCounted) yield* this.count(fs);
    return yield* action(fs);
  }

  /** Counts the files in `fs`, and those that are open and have no name. */
  *count(fs: Fs): Steps<void> {
    const counted = new Set<string>();
    let [bytes, files] = [0, 0];
    const tree = new TreeWalk(fs, "/");
    for (let step; (step = yield* tree.next());) {
      const { path, info, isEnd } = step;
      if (isEnd || path === "/") continue;
      files++;
      if (info.kind !== "file" || counted.has(keyOf(info))) continue;
      counted.add(keyOf(info));
      bytes += info.size;
      const inode = this.#open.get(keyOf(info));
      if (inode) Object.assign(inode, { size: info.size, isRemoved: false });
    }
    for (const [key, inode] of this.#open) {
      if (counted.has(key)) continue;
      inode.isRemoved = true;
      bytes += inode.size;
    }
    this.bytes = bytes;
    this.files = files;
    this.isCounted = true;
  }

  addFile(operation: string, path: string): void {
    if (this.files >= this.#limits.maxFiles) {
      throw new FsError("EDQUOT", { operation, path });
    }
    this.files++;
  }

  open(info: FileInfo): Inode {
    const key = keyOf(info);
    let inode = this.#open.get(key);
    if (!inode) {
      inode = {
        ...{ key, size: info.size, handles: 0, isRemoved: false },
        ...{ isNew: false, isUnsure: false, removals: this.removals },
        changes: new Sequence(),
      };
      this.#open.set(key, inode);
    }
    inode.handles++;
    return inode;
  }

  close(inode: Inode): void {
    if (--inode.handles > 0) return;
    this.#open.delete(inode.key);
    if (inode.isRemoved) this.bytes -= inode.size;
  }

  /**
   * Records a removed name; the bytes are freed with the last name, once the
   * file is not open.
   */
  removed(info: FileInfo): void {
    this.removals++;
    this.files--;
    if (info.kind !== "file" || info.nlink > 1) return;
    const inode = this.#open.get(keyOf(info));
    if (inode) inode.isRemoved = true;
    else this.bytes -= info.size;
  }

  /**
   * Counts what is left of a file that could not be closed, or was abandoned, unless
   * its name may stand for another, or it is open again.
   */
  *look(fs: Fs, path: string, inode: Inode): Steps<void> {
    const mayBeAnother = inode.removals !== this.removals;
    if (mayBeAnother || this.#open.has(inode.key)) return;
    const info = yield* wait(attempt(() => lstat(fs, path), "ENOENT"));
    if (info && keyOf(info) === inode.key) this.resize(inode, info.size);
    if (info || !inode.isNew) return;
    this.files--;
    this.resize(inode, 0);
  }

  resize(inode: Inode, size: number): void {
    this.bytes += size - inode.size;
    inode.size = size;
  }

  /**
   * Reserves bytes, so that `inode` may grow from `position` up to `end`.
   *
   * @returns How far it may grow: beyond `position`.
   */
  reserve(
    inode: Inode,
    position: number,
    end: number,
    operation: string,
    path: string,
  ): number {
    const { maxFileBytes, maxBytes } = this.#limits;
    const free = inode.size + maxBytes - this.bytes;
    const reach = Math.min(end, maxFileBytes, Math.max(free, inode.size));
    if (reach <= position && end > position) {
      throw new FsError(maxFileBytes <= position ? "EFBIG" : "ENOSPC", {
        operation,
        path,
      });
    }
    if (reach > inode.size) this.resize(inode, reach);
    return reach;
  }
}

class QuotaFile extends DelegatingFile {
  /** Looks what is left of it when it could not be closed, or was abandoned. */
  lookAgain: (inode: Inode) => Awaitable<void> = () => {};
  readonly inode: Inode;
  readonly #usage: Usage;
  readonly #appends: boolean;
  #position = 0;
  #isClosed = false;

  constructor(
    name: string,
    file: FsFile,
    inode: Inode,
    usage: Usage,
    appends: boolean,
  ) {
    super(name, file);
    this.inode = inode;
    this.#usage = usage;
    this.#appends = appends;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return after(super.read(buffer), (count) => {
      this.#position += count ?? 0;
      return count;
    });
  }

  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return after(
      super.seek(offset, origin),
      (position) => this.#position = position,
    );
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.inode.changes.run(() => {
      const position = this.#appends ? this.inode.size : this.#position;
      const count = this.#bounded(
        "write",
        data,
        position,
        (part) => super.write(part),
      );
      return after(count, (count) => {
        this.#position = position + count;
        return count;
      });
    });
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    checkOffset(position, "position");
    return this.inode.changes.run(() =>
      this.#bounded(
        "writeAt",
        data,
        position,
        (part) => super.writeAt(part, position),
      )
    );
  }

  override truncate(size: number): Awaitable<void> {
    checkOffset(size, "size");
    const truncate = () => super.truncate(size);
    return this.inode.changes.run(() => drive(this.#truncate(size, truncate)));
  }

  *#truncate(
    size: number,
    truncate: () => Awaitable<void>,
  ): Steps<void> {
    const before = this.inode.size;
    if (size > before) {
      const reach = this.#usage.reserve(
        this.inode,
        before,
        size,
        "truncate",
        this.name,
      );
      if (reach < size) {
        this.#usage.resize(this.inode, before);
        const code = size > this.#usage.maxFileBytes ? "EFBIG" : "ENOSPC";
        throw new FsError(code, { operation: "truncate", path: this.name });
      }
    }
    try {
      yield truncate();
    } catch (error) {
      this.#usage.resize(this.inode, before);
      throw error;
    }
    this.#usage.resize(this.inode, size);
  }

  override close(): Awaitable<void> {
    return drive(this.#end(() => super.close()));
  }

  /** A file that cannot be closed is not open any more, either. */
  *#end(end: () => Awaitable<void>): Steps<void> {
    // What was written may not have stayed.
    if (this.isAbandoned) this.inode.isUnsure = true;
    try {
      yield end();
    } catch (error) {
      this.inode.isUnsure = true;
      yield* this.#release();
      throw error;
    }
    yield* this.#release();
  }

  /** Writes as much as there is room for; synchronous if the file is. */
  #bounded(
    operation: string,
    data: Uint8Array,
    position: number,
    write: (part: Uint8Array) => Awaitable<number>,
  ): Awaitable<number> {
    if (data.length === 0 || !(position >= 0)) return write(data);
    const before = this.inode.size;
    const end = position + data.length;
    const reach = this.#usage.reserve(
      this.inode,
      position,
      end,
      operation,
      this.name,
    );
    const settle = (count: number) => {
      const written = Math.max(before, count > 0 ? position + count : 0);
      if (written < this.inode.size && reach === this.inode.size) {
        this.#usage.resize(this.inode, written);
      }
      return count;
    };
    const fail = (error: unknown): never => {
      settle(0);
      throw error;
    };
    let written: Awaitable<number>;
    try {
      const part = reach < end ? data.subarray(0, reach - position) : data;
      written = write(part);
    } catch (error) {
      return fail(error);
    }
    return written instanceof Promise
      ? written.then(settle, fail)
      : settle(written);
  }

  *#release(): Steps<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const inode = this.inode;
    this.#usage.close(inode);
    const isLast = inode.handles === 0;
    if (isLast && inode.isUnsure) yield attempt(() => this.lookAgain(inode));
  }
}
