// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkBytes, checkModule } from "../module/check_module.ts";
import { assertChecksum, checksumOf } from "../module/checksum.ts";
import type { FileModule } from "../module/local_module.ts";
import { HEAD_BYTES, threadKindIn } from "../module/thread_kind.ts";
import { isModule } from "../module/unpack.ts";
import { ROOM_BYTES } from "../wasm/mod.ts";
import { boundModule } from "../worker/bound_module.ts";

/**
 * Compiles the module in a file for guests whose threads take turns.
 *
 * @param maxMemoryBytes How large the memory of a guest may grow.
 * @param compile Compiles the bytes.
 * @returns The module; `undefined` if it is of another kind, or something is wrong with
 * it: who gives the file to a runtime learns what.
 */
export async function compileFile(
  { file, sha256 }: FileModule,
  maxMemoryBytes: number,
  compile: (
    bytes: Uint8Array<ArrayBuffer>,
  ) => WebAssembly.Module | Promise<WebAssembly.Module>,
): Promise<WebAssembly.Module | undefined> {
  try {
    // Opening a pipe would wait for its other end, and it can be read only once.
    const { isFile, size } = Deno.statSync(file);
    if (!isFile) return undefined;
    const bytes = readEngine(file, size);
    if (bytes === undefined) return undefined;
    if (sha256 !== undefined) {
      await assertChecksum(`${file}`, bytes, checksumOf(sha256));
    }
    checkBytes(bytes);
    const { bound, sharedPages } = boundModule(bytes, {
      interruptible: false,
      maxMemoryBytes,
    });
    if (sharedPages !== undefined) return undefined;
    const module = await compile(bound);
    checkModule(module);
    return module;
  } catch {
    return undefined;
  }
}

/**
 * Reads a module, unless its beginning already says that it is of another kind.
 *
 * It is read into as many bytes as it has, since `Deno.readFileSync` asks for more and
 * more memory instead, which takes three times as long; there is room before them in
 * which it is bounded.
 */
function readEngine(
  path: string | URL,
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(new ArrayBuffer(ROOM_BYTES + size), ROOM_BYTES);
  const length = fill(file, bytes.subarray(0, HEAD_BYTES));
  const head = bytes.subarray(0, length);
  if (!isModule(head) || threadKindIn(head) === "real") return undefined;
  return bytes.subarray(0, length + fill(file, bytes.subarray(length)));
}

/** Reads as much as there is room for. Returns how much there was. */
function fill(file: Deno.FsFile, buffer: Uint8Array): number {
  let length = 0;
  while (length < buffer.length) {
    const count = file.readSync(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return length;
}
