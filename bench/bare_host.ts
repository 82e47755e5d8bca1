// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { trap } from "../src/wasi/trap.ts";

const SUCCESS = 0;
const EBADF = 8;
const ENOENT = 44;

/** Bytes that grow by doubling. */
export class BareFile {
  bytes: Uint8Array<ArrayBuffer>;
  size: number;

  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  write(data: Uint8Array, position: number): void {
    const end = position + data.length;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.bytes.length, 4096));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(data, position);
    this.size = Math.max(this.size, end);
  }
}

/**
 * The least that ffmpeg runs on: the few functions of WASI that it needs, files in
 * one flat directory, nothing checked. What a host must cost at the least.
 */
export class BareHost {
  readonly imports: WebAssembly.Imports;
  memory: WebAssembly.Memory | undefined;
  exitCode: number | undefined;
  stderr = "";
  readonly #open: ({ file: BareFile; position: number } | undefined)[] = [];

  constructor(args: readonly string[], files: Map<string, BareFile>) {
    const encoder = new TextEncoder();
    const decoder = new TextDecoder();
    const argv = args.map((arg) => encoder.encode(`${arg}\0`));
    const open = this.#open;
    let buffer: ArrayBufferLike | undefined;
    let view: DataView;
    let bytes: Uint8Array;
    const look = () => {
      const now = this.memory!.buffer;
      if (buffer === now) return;
      buffer = now;
      view = new DataView(now);
      bytes = new Uint8Array(now);
    };
    const text = (pointer: number, length: number) =>
      decoder.decode(bytes.subarray(pointer, pointer + length));
    const each = (
      pointer: number,
      count: number,
      move: (piece: Uint8Array) => number,
    ) => {
      let done = 0;
      for (let i = 0; i < count; i++) {
        const at = view.getUint32(pointer + i * 8, true);
        const length = view.getUint32(pointer + i * 8 + 4, true);
        const moved = move(bytes.subarray(at, at + length));
        done += moved;
        if (moved < length) break;
      }
      return done;
    };
    const filestat = (pointer: number, file: BareFile | undefined) => {
      bytes.fill(0, pointer, pointer + 64);
      view.setUint8(pointer + 16, file ? 4 : 3);
      view.setBigUint64(pointer + 32, BigInt(file?.size ?? 0), true);
    };
    const functions: Record<string, (...args: never[]) => number> = {
      args_sizes_get(count: number, size: number) {
        view.setUint32(count, argv.length, true);
        const total = argv.reduce((sum, arg) => sum + arg.length, 0);
        view.setUint32(size, total, true);
        return SUCCESS;
      },
      args_get(pointers: number, at: number) {
        for (const arg of argv) {
          view.setUint32(pointers, at, true);
          bytes.set(arg, at);
          pointers += 4;
          at += arg.length;
        }
        return SUCCESS;
      },
      environ_sizes_get(count: number, size: number) {
        view.setUint32(count, 0, true);
        view.setUint32(size, 0, true);
        return SUCCESS;
      },
      environ_get: () => SUCCESS,
      clock_time_get(_id: number, _precision: bigint, result: number) {
        const ns = BigInt(Math.round(performance.now() * 1e6));
        view.setBigUint64(result, ns, true);
        return SUCCESS;
      },
      random_get(pointer: number, length: number) {
        crypto.getRandomValues(bytes.subarray(pointer, pointer + length));
        return SUCCESS;
      },
      poll_oneoff(events: number, result: number, _n: number, count: number) {
        bytes.fill(0, result, result + 32);
        view.setBigUint64(result, view.getBigUint64(events, true), true);
        view.setUint8(result + 10, view.getUint8(events + 8));
        view.setUint32(count, 1, true);
        return SUCCESS;
      },
      fd_prestat_get(fd: number, result: number) {
        if (fd !== 3) return EBADF;
        view.setUint32(result, 0, true);
        view.setUint32(result + 4, 1, true);
        return SUCCESS;
      },
      fd_prestat_dir_name(_fd: number, pointer: number) {
        view.setUint8(pointer, 0x2f);
        return SUCCESS;
      },
      fd_fdstat_get(fd: number, result: number) {
        if (fd > 3 && !open[fd]) return EBADF;
        bytes.fill(0, result, result + 24);
        view.setUint8(result, fd < 3 ? 2 : fd === 3 ? 3 : 4);
        bytes.fill(0xff, result + 8, result + 24);
        return SUCCESS;
      },
      fd_fdstat_set_flags: () => SUCCESS,
      fd_filestat_get(fd: number, result: number) {
        filestat(result, open[fd]?.file);
        return SUCCESS;
      },
      path_filestat_get(
        _fd: number,
        _flags: number,
        pointer: number,
        length: number,
        result: number,
      ) {
        const file = files.get(text(pointer, length));
        if (!file) return ENOENT;
        filestat(result, file);
        return SUCCESS;
      },
      path_open(
        _fd: number,
        _lookup: number,
        pointer: number,
        length: number,
        flags: number,
        _rights: bigint,
        _inherited: bigint,
        _fdflags: number,
        result: number,
      ) {
        const name = text(pointer, length);
        let file = files.get(name);
        if (!file && !(flags & 1)) return ENOENT;
        if (!file || flags & 8) files.set(name, file = new BareFile());
        let fd = 4;
        while (open[fd]) fd++;
        open[fd] = { file, position: 0 };
        view.setUint32(result, fd, true);
        return SUCCESS;
      },
      path_unlink_file(_fd: number, pointer: number, length: number) {
        return files.delete(text(pointer, length)) ? SUCCESS : ENOENT;
      },
      path_rename(
        _from: number,
        pointer: number,
        length: number,
        _to: number,
        newPointer: number,
        newLength: number,
      ) {
        const name = text(pointer, length);
        files.set(text(newPointer, newLength), files.get(name)!);
        files.delete(name);
        return SUCCESS;
      },
      path_create_directory: () => ENOENT,
      path_remove_directory: () => ENOENT,
      fd_readdir(
        _fd: number,
        _pointer: number,
        _length: number,
        _cookie: bigint,
        result: number,
      ) {
        view.setUint32(result, 0, true);
        return SUCCESS;
      },
      fd_read(fd: number, iovs: number, count: number, result: number) {
        const from = open[fd];
        const received = from === undefined ? 0 : each(iovs, count, (piece) => {
          const end = Math.min(from.file.size, from.position + piece.length);
          const part = from.file.bytes.subarray(
            from.position,
            Math.max(end, from.position),
          );
          piece.set(part);
          from.position += part.length;
          return part.length;
        });
        view.setUint32(result, received, true);
        return SUCCESS;
      },
      fd_write: (fd: number, iovs: number, count: number, result: number) => {
        const to = open[fd];
        const written = each(iovs, count, (piece) => {
          if (fd === 2) this.stderr += decoder.decode(piece);
          to?.file.write(piece, to.position);
          if (to) to.position += piece.length;
          return piece.length;
        });
        view.setUint32(result, written, true);
        return SUCCESS;
      },
      fd_seek(fd: number, offset: bigint, whence: number, result: number) {
        const descriptor = open[fd];
        if (!descriptor) return EBADF;
        const { file, position } = descriptor;
        descriptor.position = Number(offset) +
          [0, position, file.size][whence]!;
        view.setBigUint64(result, BigInt(descriptor.position), true);
        return SUCCESS;
      },
      fd_close(fd: number) {
        if (fd > 3) open[fd] = undefined;
        return SUCCESS;
      },
      proc_exit: (exitCode: number) => {
        this.exitCode = exitCode;
        return trap();
      },
    };
    this.imports = {
      wasi_snapshot_preview1: Object.fromEntries(
        Object.entries(functions).map(([name, call]) => [
          name,
          (...args: never[]) => {
            look();
            return call(...args);
          },
        ]),
      ),
    };
  }
}
