// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "../../vfs/checked_fs.ts";
import { hasFiles } from "../../vfs/host/host.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { readFile } from "../../vfs/read_file.ts";
import { received } from "../../vfs/received.ts";
import type { Fs } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { lstat } from "../../vfs/links.ts";
import { removeAll } from "../../vfs/remove_all.ts";
import { writeFile } from "../../vfs/write_file.ts";
import { ModuleError, SizeError } from "../util/errors.ts";
import {
  callback,
  checkOptions,
  fileSystem,
  limit,
  list,
  number,
  type OptionTable,
} from "../../vfs/check.ts";
import { checkedLater } from "../util/option_table.ts";
import { assertChecksum, checksumOf } from "./checksum.ts";
import { openModuleCache } from "./module_cache.ts";
import { download, type DownloadProgress } from "./download.ts";
import { sha256 } from "../util/sha256.ts";
import { DEFAULT_MAX_BYTES, isModule, unpack } from "./unpack.ts";

/**
 * A module that is fetched once, and cached: see {@linkcode ModuleSource}. It may be
 * compressed with gzip or brotli.
 *
 * Fetching needs permission for the host of `url`; the cache needs permission to
 * read and write its directory, and to read the environment to find it, unless
 * `cacheFs` is given.
 *
 * @example Fetching a module, then loading it from the cache
 * ```ts
 * import { MemoryFs, type RemoteModule, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * const wasm = await Deno.readFile("ffmpeg.wasm");
 * const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", wasm));
 * await using server = Deno.serve({ port: 0 }, () => new Response(wasm));
 *
 * const module: RemoteModule = {
 *   url: `http://127.0.0.1:${server.addr.port}/ffmpeg.wasm`,
 *   sha256: digest.toHex(),
 *   cacheFs: new MemoryFs(),
 * };
 * for (const way of ["fetched", "cached"]) {
 *   await using runtime = await Runtime.create({ module });
 *   const { success } = await runtime.run(new MemoryFs(), ["-version"]);
 *   assertEquals([way, success], [way, true]);
 *   if (way === "fetched") await server.shutdown();
 * }
 * ```
 */
export interface RemoteModule {
  /** The URL to fetch it from, unless it is in the cache. */
  readonly url: string | URL;
  /** The SHA-256 of the uncompressed module, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** Its size uncompressed, in bytes; any other is an error. */
  readonly size?: number | undefined;
  /**
   * The cache, in which each module is stored under its checksum; a new `MemoryFs`
   * caches nothing. The default is `afmpeg/modules` in the user's cache directory; in
   * a page, which has none, it is a new `MemoryFs`.
   */
  readonly cacheFs?: Fs | undefined;
  /**
   * How large it may be in bytes, compressed and uncompressed.
   *
   * @default {268435456}
   */
  readonly maxBytes?: number | undefined;
  /**
   * How long to wait before each retry, in milliseconds; there are as many retries
   * as numbers.
   *
   * @default {[250, 1000, 4000]}
   */
  readonly retryDelays?: readonly number[] | undefined;
  /** Receives the progress of the download, which fails if it throws or rejects. */
  readonly onProgress?:
    | ((progress: DownloadProgress) => void)
    | undefined;
}

/** How long to wait before each retry, by default. */
export const RETRY_DELAYS: readonly number[] = [250, 1000, 4000];

/** The checks of the options of a {@linkcode RemoteModule}. */
export const remoteTable: OptionTable<RemoteModule> = {
  url: checkedLater,
  sha256: checkedLater,
  size: number({ isWhole: true }),
  cacheFs: fileSystem,
  maxBytes: limit,
  retryDelays: list(number()),
  onProgress: callback,
};

/**
 * Reads a module from the cache, or fetches and caches it. Also rejects with the
 * reason of `signal`.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {ModuleError} when the checksum or the URL is invalid.
 * @throws {DownloadError} when it cannot be fetched.
 * @throws {SizeError} when the fetched module has another size than `size`.
 * @throws {ChecksumError} when what was fetched does not match the checksum: the module,
 *   or what cannot be unpacked to one.
 * @throws {LimitError} when it is larger than `maxBytes`.
 * @throws {FsError} when the cache fails.
 */
export async function fetchModule(
  source: RemoteModule,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("the module", source, remoteTable);
  const { maxBytes = DEFAULT_MAX_BYTES, onProgress } = source;
  const { retryDelays = RETRY_DELAYS, size } = source;
  const expected = checksumOf(source.sha256);
  const url = urlOf(source);
  const cache = checkedFs(source.cacheFs ?? await defaultCache());
  const path = `/${expected}.wasm`;
  const cached = await readCached(cache, path, maxBytes);
  if (cached && await sha256(cached) === expected) return cached;

  const packed = await download(url, {
    maxBytes,
    retryDelays,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const module = await unpackedOf(packed, maxBytes);
  // Of what could not be unpacked, nobody knows how large it was to become.
  if (size !== undefined && isModule(module) && module.length !== size) {
    throw new SizeError(url, { expected: size, received: module.length });
  }
  await assertChecksum(url, module, expected);
  await makeRoom(cache, path);
  // Concurrent readers, in this process or another, find all of it or nothing.
  await writeFile({ fs: cache, path }, module, { atomic: true });
  return module;
}

/** What was fetched, unpacked; or as it is, for its checksum, if that cannot be done. */
async function unpackedOf(
  packed: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await unpack(packed, maxBytes);
  } catch (error) {
    if (error instanceof ModuleError) return packed;
    throw error;
  }
}

/** In a page, there is only what the browser itself caches. */
async function defaultCache(): Promise<Fs> {
  return hasFiles() ? await openModuleCache() : new MemoryFs();
}

function urlOf({ url }: RemoteModule): string {
  if (URL.canParse(url)) return `${url}`;
  throw new ModuleError(
    `Cannot load a module: \`url\` must be absolute; received ${
      received(`${url}`)
    }`,
    { reason: "source" },
  );
}

/** Removes what is no file: a module would be written through it, to another place. */
async function makeRoom(cache: Fs, path: string): Promise<void> {
  try {
    const { kind } = await lstat(cache, path);
    if (kind !== "file") await removeAll(cache, path);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
}

/** The cached module; `undefined` if it is missing, no file, or too large to be right. */
async function readCached(
  cache: Fs,
  path: string,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { kind, size } = await cache.stat(path);
    const isRight = kind === "file" && size <= maxBytes;
    return isRight ? await readFile(cache, path) : undefined;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
