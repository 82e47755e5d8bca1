// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { filetype } from "./abi.ts";
import type { WasiContext } from "./context.ts";
import type { DirectoryDescriptor, DirectoryEntry } from "./descriptors.ts";
import { errno } from "./errno.ts";
import { openHandle } from "./fd_control.ts";
import type { WasiFunctions } from "./functions.ts";
import { toPath } from "./resolve.ts";

/** The size of a `dirent`, without the name that follows. */
const DIRENT_BYTES = 24;

/** `fd_readdir`. */
export function fdReaddirFunctions(
  context: WasiContext,
): WasiFunctions<"fd_readdir"> {
  const { memory, descriptors } = context;
  const header = new Uint8Array(DIRENT_BYTES);
  const view = new DataView(header.buffer);
  return {
    /**
     * {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_readdir}
     *
     * Fills the buffer with entries from `cookie` on, and truncates the last one if
     * it does not fit: a buffer that is not full means the end.
     */
    fd_readdir(fd, pointer, length, cookie, result) {
      const directory = descriptors.directory(fd);
      const buffer = memory.bytes(pointer, length);
      if (cookie === 0n || !directory.listing) {
        directory.listing = list(directory);
      }
      const { listing } = directory;
      let used = 0;
      const put = (bytes: Uint8Array) => {
        const part = bytes.subarray(0, length - used);
        buffer.set(part, used);
        used += part.length;
      };
      const first = BigInt.asUintN(64, cookie);
      for (let i = first; i < listing.length && used < length; i++) {
        const { name, ino, kind } = listing[Number(i)]!;
        view.setBigUint64(0, i + 1n, true);
        view.setBigUint64(8, ino, true);
        view.setUint32(16, name.length, true);
        view.setUint8(20, filetype[kind]);
        put(header);
        put(name);
      }
      memory.setU32(result, used);
      return errno.SUCCESS;
    },
  };
}

const encoder = new TextEncoder();

/** The current entries, with `.` and `..`; `..` of the root, or of a removed directory, is itself. */
function list(directory: DirectoryDescriptor): DirectoryEntry[] {
  const handle = openHandle(directory);
  const hasParent = directory.names.length > 0 && !directory.removed;
  const parent = toPath(directory.names.slice(0, -1));
  const own = handle.stat().ino;
  const dots: [string, bigint][] = [
    [".", own],
    ["..", hasParent ? directory.fs.stat(parent).ino : own],
  ];
  handle.seek(0);
  return [
    ...dots.map(([name, ino]) => ({
      name: encoder.encode(name),
      ino,
      kind: "directory" as const,
    })),
    ...handle.readdir().map(({ name, ino, kind }) => ({
      name: encoder.encode(name),
      ino,
      kind,
    })),
  ];
}
