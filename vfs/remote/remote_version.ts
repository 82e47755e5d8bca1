// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "../fs_error.ts";
import { isErrno } from "../is_errno.ts";
import type { BlockCache, Ranges } from "./block_cache.ts";
import { HttpError } from "./http_error.ts";
import {
  httpFault,
  type Incoming,
  type Outgoing,
  PassingError,
  type Requests,
  statusError,
} from "./requests.ts";

/** What tells one version of a file from another. */
interface Validators {
  readonly etag: string | undefined;
  readonly modified: string | undefined;
}

/** Where versions of a file come from, and where they are kept. */
export interface VersionSource {
  readonly requests: Requests;
  readonly cache: BlockCache;
  readonly url: URL;
  /** How much of the end is asked for together with the beginning. */
  readonly tailBytes: number;
  /** How much is downloaded whole, of a file that cannot be read by ranges. */
  readonly maxDownloadBytes: number;
}

/**
 * One version of a file behind a URL: what is read is all of this version, or an
 * error (ESTALE).
 */
export class RemoteVersion implements Ranges, Validators {
  readonly size: number;
  readonly etag: string | undefined;
  readonly modified: string | undefined;
  /** Whether the URL has turned out to be that of a directory. */
  readonly isDirectory: boolean;
  readonly #source: VersionSource;
  readonly #whole: Uint8Array | undefined;
  #location: URL;

  private constructor(
    source: VersionSource,
    size: number,
    answer: Pick<Incoming, "headers" | "url">,
    whole?: Uint8Array,
  ) {
    this.size = size;
    this.etag = answer.headers.get("etag") ?? undefined;
    this.modified = answer.headers.get("last-modified") ?? undefined;
    this.isDirectory = answer.url.pathname.endsWith("/") &&
      !source.url.pathname.endsWith("/");
    this.#source = source;
    this.#location = answer.url;
    this.#whole = whole;
  }

  /** How many bytes it takes apart from the cache. */
  get heldBytes(): number {
    return this.#whole?.length ?? 0;
  }

  /** When it was made, in nanoseconds since 1970. */
  get mtimeNs(): bigint {
    const time = Date.parse(this.modified ?? "");
    return isNaN(time) ? 0n : BigInt(time) * 1_000_000n;
  }

  /**
   * Finds the current version by fetching its beginning and, at the same time, its
   * end.
   */
  static async find(source: VersionSource): Promise<RemoteVersion> {
    const { requests, cache, url, tailBytes } = source;
    const found = Promise.withResolvers<RemoteVersion>();
    const tailed = new AbortController();
    const tail = tailBytes > 0
      ? requests.send(
        asking(url, `bytes=-${tailBytes}`, { signal: tailed.signal }),
        async (answer) => {
          if (answer.status !== 206) throw statusError(url, answer.status);
          const version = await found.promise;
          const part = await version.#part(answer, tailBytes);
          const start = Math.max(0, version.size - tailBytes);
          const isTail = part.start === start &&
            start + part.bytes.length === version.size;
          if (!isTail) throw new PassingError("another range");
          return part;
        },
      )
      : undefined;
    tail?.catch(() => {});
    let version: RemoteVersion | undefined;
    const head = requests.send(
      asking(url, `bytes=0-${cache.blockBytes - 1}`),
      async (answer) => {
        if (version) {
          return (await version.#part(answer, cache.blockBytes)).bytes;
        }
        const range = rangeOf(answer, url);
        if (range && isUsable(answer.headers)) {
          if (range.start !== 0 || range.end > cache.blockBytes) {
            throw new PassingError("another range");
          }
          version = new RemoteVersion(source, range.total, answer);
          found.resolve(version);
          return await answer.read({ length: range.end });
        }
        const whole = await download(answer, source);
        version = new RemoteVersion(source, whole.length, answer, whole);
        found.resolve(version);
        return whole;
      },
    );
    head.catch(found.reject);
    try {
      version = await found.promise;
    } catch (error) {
      tailed.abort();
      throw error;
    }
    if (version.#whole || version.size <= cache.blockBytes) tailed.abort();
    if (version.#whole) return version;
    cache.expect(version, 0, head);
    if (!tail) return version;
    const start = Math.max(0, version.size - tailBytes);
    const { blockBytes } = cache;
    const last = cache.indexOf(version.size - 1);
    for (let index = Math.ceil(start / blockBytes); index <= last; index++) {
      if (index === 0) continue;
      const part = tail.then(({ bytes, start }) => {
        const from = index * blockBytes - start;
        return bytes.subarray(from, from + blockBytes);
      });
      part.catch(() => {});
      cache.expect(version, index, part);
    }
    return version;
  }

  /** Whether this is still the current version. */
  async isCurrent(): Promise<boolean> {
    const { requests, url } = this.#source;
    if (!this.etag && !this.modified) return false;
    const headers: Record<string, string> = this.etag
      ? { "if-none-match": this.etag }
      : { "if-modified-since": this.modified! };
    return await requests.send(
      asking(url, "bytes=0-0", { headers }),
      (answer) => {
        if (answer.status === 304) return true;
        if (answer.status === 416) return this.size === 0;
        const range = rangeOf(answer, url);
        if (range && range.total !== this.size) return false;
        return range !== undefined && isSame(this, validators(answer.headers));
      },
    );
  }

  async fetch(
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    if (this.#whole) return this.#whole.subarray(start, end);
    const first = await this.#get(start, end, signal);
    if (first.length === end - start) return first;
    // A server may send less than was asked for.
    const bytes = new Uint8Array(end - start);
    bytes.set(first);
    for (let at = start + first.length; at < end;) {
      const more = await this.#get(at, end, signal);
      bytes.set(more, at - start);
      at += more.length;
    }
    return bytes;
  }

  async #get(
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { requests, url } = this.#source;
    const headers = this.#conditions();
    const get = (url: URL) =>
      requests.send(
        asking(url, `bytes=${start}-${end - 1}`, { headers, signal }),
        async (answer) => {
          const part = await this.#part(answer, end - start);
          if (part.start !== start) throw new PassingError("another range");
          this.#location = answer.url;
          return part.bytes;
        },
      );
    try {
      const location = this.#location;
      if (location.href === url.href) return await get(url);
      try {
        return await get(location);
      } catch (error) {
        // Where a redirect led may be valid only for a while.
        if (!isErrno(error, "EACCES", "ENOENT")) throw error;
        this.#location = url;
        return await get(url);
      }
    } catch (error) {
      if (isErrno(error, "ENOENT")) throw this.#stale("that it is gone");
      throw error;
    }
  }

  /** Has the server refuse another version. */
  #conditions(): Record<string, string> {
    if (this.etag && !this.etag.startsWith("W/")) {
      return { "if-match": this.etag };
    }
    return this.modified ? { "if-unmodified-since": this.modified } : {};
  }

  /** Reads a part of this version, which is not larger than what was asked for. */
  async #part(
    answer: Incoming,
    most: number,
  ): Promise<{ start: number; bytes: Uint8Array<ArrayBuffer> }> {
    const { url } = this.#source;
    const { status, headers } = answer;
    if ([304, 412, 416].includes(status)) throw this.#stale(`status ${status}`);
    const range = rangeOf(answer, url);
    if (!isSame(this, validators(headers))) {
      throw this.#stale("another version");
    }
    if (!range) throw new PassingError("the whole file instead of a range");
    if (range.total !== this.size) throw this.#stale("another size");
    if (range.end - range.start > most) throw new PassingError("another range");
    const bytes = await answer.read({ length: range.end - range.start });
    return { start: range.start, bytes };
  }

  #stale(problem: string): FsError {
    const cause = new HttpError(this.#source.url, problem);
    return httpFault(
      "ESTALE",
      cause,
      "the file has changed since it was opened; open it again",
    );
  }
}

/** A request for a range, of what is stored. */
function asking(
  url: URL,
  range: string,
  { headers, signal }: {
    headers?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
): Outgoing {
  return {
    url,
    headers: { ...headers, range, "accept-encoding": "identity" },
    ...(signal && { signal }),
  };
}

/**
 * The range that an answer holds; `undefined` if it is the whole file.
 *
 * @throws {FsError} If it is neither.
 * @throws {PassingError} If it is no range that can be understood.
 */
function rangeOf(
  { status, headers }: Incoming,
  url: URL,
): { start: number; end: number; total: number } | undefined {
  if (status === 200) {
    checkEncoding(headers);
    return undefined;
  }
  if (status !== 206) {
    // Of an empty file there is no range.
    const size = headers.get("content-range") ?? "bytes */0";
    if (status === 416 && size === "bytes */0") return undefined;
    throw statusError(url, status);
  }
  checkEncoding(headers);
  const text = headers.get("content-range") ?? "";
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text);
  const [start, last, total] = (match ?? []).slice(1).map(Number);
  const isRange = start! <= last! && (last! < total! || isNaN(total!)) &&
    Number.isSafeInteger(last) && !(total! > Number.MAX_SAFE_INTEGER);
  if (!match || !isRange) throw new PassingError(`the range "${text}"`);
  return { start: start!, end: last! + 1, total: total! };
}

/** What is encoded although that was not asked for has other bytes than the file. */
function checkEncoding(headers: Headers): void {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding === "identity") return;
  throw new PassingError(`what is encoded by ${encoding}`);
}

/** Whether a range is of a version that can be told from others. */
function isUsable(headers: Headers): boolean {
  const { etag, modified } = validators(headers);
  const hasTotal = !headers.get("content-range")?.endsWith("/*");
  return hasTotal && (etag ?? modified) !== undefined;
}

function validators(headers: Headers): Validators {
  return {
    etag: headers.get("etag") ?? undefined,
    modified: headers.get("last-modified") ?? undefined,
  };
}

/** Whether what is known of both is equal: an ETag, or else the time. */
function isSame(a: Validators, b: Validators): boolean {
  return a.etag === undefined ? a.modified === b.modified : a.etag === b.etag;
}

/** Reads a whole file, of a server that knows no ranges. */
async function download(
  answer: Incoming,
  { maxDownloadBytes, requests, url }: VersionSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const { status, headers } = answer;
  if (status === 416 && headers.has("content-range")) return new Uint8Array(0);
  if (status !== 200) {
    // Ranges that cannot be told apart might be those of different versions.
    const outgoing = { url, headers: { "accept-encoding": "identity" } };
    return await requests.send(outgoing, (answer) => {
      if (answer.status !== 200) throw statusError(url, answer.status);
      rangeOf(answer, url);
      return download(
        answer,
        { maxDownloadBytes, requests, url } as VersionSource,
      );
    });
  }
  const stated = headers.get("content-length");
  const length = stated === null ? undefined : Number(stated);
  const tooLarge = () => {
    const cause = new HttpError(
      url,
      `a file that can only be read as a whole, and has ${
        length ?? "more than"
      } ` +
        `${length === undefined ? `${maxDownloadBytes} ` : ""}bytes`,
      { status },
    );
    return httpFault(
      "EFBIG",
      cause,
      `${cause.message}; raise \`maxDownloadBytes\``,
    );
  };
  if (length !== undefined && length > maxDownloadBytes) throw tooLarge();
  try {
    return await answer.read(
      length === undefined ? { most: maxDownloadBytes } : { length },
    );
  } catch (error) {
    if (error instanceof FsError && error.code === "EFBIG") throw tooLarge();
    throw error;
  }
}
