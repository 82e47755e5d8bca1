// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileHandle } from "node:fs/promises";
import type { Fs } from "../../vfs/fs.ts";
import { readFile } from "../../vfs/read_file.ts";
import { ModuleError } from "../util/errors.ts";
import { checkOptions, fileSystem, refusal, text } from "../../vfs/check.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { files } from "../../vfs/host/host.ts";
import { translate } from "../../vfs/host/host_error.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { typeNameOf } from "../util/type_name.ts";
import { assertChecksum, checksumOf } from "./checksum.ts";
import { ENGINE_ADVICE } from "./engine_advice.ts";
import type {
  BytesModule,
  FileModule,
  FsModule,
  LocalModule,
} from "./local_module.ts";
import { checkedLater } from "../util/option_table.ts";
import { fetchModule, type RemoteModule } from "./remote_module.ts";
import { fetchSignedModule, type SignedModule } from "./signed_module.ts";
import { ROOM_BYTES } from "../wasm/mod.ts";
import { unpack } from "./unpack.ts";

/**
 * The source of a module: exactly one of these. Its bytes may be compressed with
 * gzip or brotli.
 */
export type ModuleSource =
  | WebAssembly.Module
  | BytesModule
  | FileModule
  | FsModule
  | RemoteModule
  | SignedModule;

/**
 * Reads the module, unless it is already compiled. The bytes are the caller's own
 * copy.
 *
 * Also rejects as {@linkcode fetchModule} does.
 *
 * @throws {FsError} when a file cannot be read.
 * @throws {ModuleError} unless there is exactly one source.
 * @throws {ChecksumError} when it has another checksum than the source says.
 * @throws {TypeError} when the source has an option that its kind does not have.
 */
export async function readModule(
  source: ModuleSource,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const { bytes, file, fs, path, url, manifest } = (source ?? {}) as AnySource;
  const given = Object.entries({ bytes, file, fs, url, manifest })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length !== 1 || (fs && path === undefined)) {
    const received = given.join(" and ") || `none in ${typeNameOf(source)}`;
    throw new ModuleError(
      "Cannot load a module: give exactly one of `bytes`, `file`, `fs` with " +
        "`path`, `url` with `sha256`, `manifest` with `key` and `engine`, or a " +
        "WebAssembly.Module; received " +
        received + (received === "fs" ? " without `path`" : ""),
      { reason: "source" },
    );
  }
  if (url !== undefined) {
    return await fetchModule(source as RemoteModule, signal);
  }
  if (manifest !== undefined) {
    return await fetchSignedModule(source as SignedModule, signal);
  }
  // An undefined option is not given, whichever kind of source it belongs to.
  const own = Object.entries(source).filter(([, value]) => value !== undefined);
  checkOptions(
    "the module",
    Object.fromEntries(own),
    tables[given[0] as SourceKind],
  );
  const { sha256 } = source as LocalModule;
  const checksum = sha256 === undefined ? undefined : checksumOf(sha256);
  const packed = bytes !== undefined
    ? copyOf(bytes)
    : file !== undefined
    ? await readHostFile(file)
    : await readFsFile(fs!, path!);
  const module = await unpack(packed);
  if (checksum !== undefined) {
    await assertChecksum(`${file ?? path ?? "bytes"}`, module, checksum);
  }
  return module;
}

async function readHostFile(
  file: string | URL,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const handle = await files().promises.open(file);
    try {
      const stats = await handle.stat();
      return stats.isFile()
        ? await contentOf(handle, stats.size)
        : new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (cause) {
    // It says which permission is missing.
    if ((cause as Error).name === "NotCapable") throw cause;
    const error = translate(cause, "open", `${file}`);
    throw isErrno(error, "ENOENT") ? missing(`${file}`, error) : error;
  }
}

/** The most that Node reads at once is a little more. */
const LONGEST_READ = 2 ** 30;

/** The bytes of a file, with room before them in which a module is bounded. */
async function contentOf(
  handle: FileHandle,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(new ArrayBuffer(ROOM_BYTES + size), ROOM_BYTES);
  let length = 0;
  while (length < size) {
    const wanted = Math.min(size - length, LONGEST_READ);
    const { bytesRead } = await handle.read(bytes, length, wanted);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

async function readFsFile(
  fs: Fs,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(fs, path);
  } catch (cause) {
    throw isErrno(cause, "ENOENT") ? missing(path, cause) : cause;
  }
}

function missing(path: string, cause: unknown): FsError {
  return new FsError("ENOENT", {
    operation: "open",
    path,
    hint: `${ENGINE_ADVICE} that exists`,
    cause,
  });
}

/** A source that is not fetched. */
type SourceKind = keyof typeof tables;

/** The checks of the options of each kind of source. */
const tables = {
  bytes: {
    bytes: (name: string, value: unknown) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return;
      throw refusal(`\`${name}\``, value, "an ArrayBuffer, or a view of one");
    },
    sha256: checkedLater,
  },
  file: {
    file: (name: string, value: unknown) => {
      if (!(value instanceof URL)) text(name, value);
    },
    sha256: checkedLater,
  },
  fs: { fs: fileSystem, path: text, sha256: checkedLater },
};

/** A source of any kind, before it is checked. */
interface AnySource {
  bytes?: BufferSource;
  file?: string | URL;
  fs?: Fs;
  path?: string;
  url?: string | URL;
  manifest?: string | URL;
}

function copyOf(bytes: BufferSource): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return view.slice();
}
