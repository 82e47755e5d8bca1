// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AwsClient } from "aws4fetch";
import { refusal } from "../check.ts";
import { FsError } from "../fs_error.ts";
import { isErrno } from "../is_errno.ts";
import { BlockCache } from "../remote/block_cache.ts";
import type { PartedUpload } from "../remote/draft.ts";
import { HttpError } from "../remote/http_error.ts";
import type { Condition, ObjectStore } from "../remote/object_node.ts";
import type { RemoteVersion } from "../remote/remote_version.ts";
import {
  httpFault,
  type Incoming,
  Requests,
  statusError,
} from "../remote/requests.ts";
import { Versions } from "../remote/versions.ts";
import type { S3FsOptions } from "./s3_options.ts";
import { elementsOf, escape, textsOf } from "./xml.ts";

/** An object, as a listing describes it. */
export interface ListedObject {
  /** The path in the file system; one of a directory ends in a slash. */
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** What a listing found. */
export interface Listing {
  readonly objects: ListedObject[];
  /** The paths of directories, without a slash at the end. */
  readonly directories: string[];
}

/** How much of an answer in XML is read. */
const MAX_XML_BYTES = 16 * 1024 * 1024;

/** How many objects a listing may have. */
const MAX_LISTED = 1_000_000;

/** How many pages of a listing may follow each other with nothing that can be shown. */
const MAX_EMPTY_PAGES = 250;

/** What can be copied at once; more is copied in parts. */
const MAX_COPIED = 5 * 1024 ** 3;

/** How large the parts of a copy are. */
const COPY_BYTES = 1024 ** 3;

let lastDev = 1n << 43n;

/** The objects of a bucket below a prefix. */
export class S3Store implements ObjectStore {
  readonly cache: BlockCache;
  readonly partBytes: number;
  readonly maxSpoolBytes: number;
  readonly dev: bigint = ++lastDev;
  readonly #versions: Versions;
  readonly #requests: Requests;
  readonly #base: URL;
  readonly #bucket: string;
  readonly #bucketPath: string;
  readonly #prefix: string;
  /** Whether the store refuses conditions when writing. */
  #knowsNoConditions = false;

  constructor(options: S3FsOptions) {
    const { bucket, prefix = "", region = "us-east-1" } = options;
    this.partBytes = options.partBytes ?? 8 * 1024 * 1024;
    this.maxSpoolBytes = options.maxSpoolBytes ?? 24 * 1024 * 1024;
    this.cache = new BlockCache(options);
    this.#prefix = prefix === "" || prefix.endsWith("/")
      ? prefix
      : `${prefix}/`;
    this.#base = new URL(options.endpoint);
    if (options.virtualHost) {
      const host = `${bucket}.${this.#base.hostname}`;
      // A name that is none is not set, and one with capitals would be another.
      this.#base.hostname = host;
      if (this.#base.hostname !== host) {
        throw refusal(
          "`virtualHost`",
          host,
          "a bucket and a store by host names",
        );
      }
    }
    this.#bucket = bucket;
    this.#bucketPath = options.virtualHost ? "" : `/${bucket}`;
    const { credentials } = options;
    const sign = async (url: URL, init: RequestInit) => {
      const known = typeof credentials === "function"
        ? await credentials()
        : credentials;
      const { accessKeyId, secretAccessKey, sessionToken } = known;
      const client = new AwsClient({
        ...{ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 },
        ...(sessionToken !== undefined && { sessionToken }),
      });
      // Hosts add to it on the way, which no signature survives.
      const headers = new Headers(init.headers);
      const encoding = headers.get("accept-encoding");
      headers.delete("accept-encoding");
      const request = await client.sign(url.href, { ...init, headers });
      if (encoding !== null) request.headers.set("accept-encoding", encoding);
      return request;
    };
    // A signature is for one host.
    this.#requests = new Requests(options, sign, () => false);
    this.#versions = new Versions(this.#requests, this.cache, options);
  }

  async find(path: string): Promise<RemoteVersion> {
    return await this.#versions.find(path, this.#urlOf(path));
  }

  /** Describes an object; `undefined` if there is none. */
  async head(path: string): Promise<ListedObject | undefined> {
    return await this.#requests.send(
      { url: this.#urlOf(path), method: "HEAD" },
      ({ status, headers, url }) => {
        if (status === 404) return undefined;
        if (status !== 200) throw statusError(url, status);
        const stated = headers.get("content-length");
        const size = Number(stated);
        if (stated === null || !Number.isSafeInteger(size)) {
          throw this.#odd(url, "no size");
        }
        return { path, size, mtimeNs: timeOf(headers.get("last-modified")) };
      },
    );
  }

  async put(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    condition: Condition,
  ): Promise<void> {
    await this.#conditionally(path, condition, async (headers) => {
      await this.#send("PUT", this.#urlOf(path), { headers, body: bytes });
    });
    this.forget(path);
  }

  async begin(path: string, condition: Condition): Promise<PartedUpload> {
    const url = this.#urlOf(path);
    const begun = await this.#send("POST", withQuery(url, { uploads: "" }));
    const [uploadId] = textsOf(begun, "UploadId");
    if (!uploadId) throw this.#odd(url, "no UploadId");
    return {
      put: async (index, body) => {
        const query = { partNumber: `${index + 1}`, uploadId };
        return await this.#requests.send(
          { url: withQuery(url, query), method: "PUT", body },
          async (answer) => {
            await this.#checked(answer);
            const etag = answer.headers.get("etag");
            if (etag === null) throw this.#odd(url, "no ETag");
            return etag;
          },
        );
      },
      complete: async (parts) => {
        await this.#conditionally(path, condition, async (headers) => {
          await this.#complete(url, uploadId, parts, headers);
        });
        this.forget(path);
      },
      abort: async () => {
        await this.#send("DELETE", withQuery(url, { uploadId }));
      },
    };
  }

  /** Removes an object; it need not exist. */
  async remove(path: string): Promise<void> {
    await this.#send("DELETE", this.#urlOf(path));
    this.forget(path);
  }

  /** Copies an object within the store. */
  async copy({ path, size }: ListedObject, to: string): Promise<void> {
    const source = `/${this.#bucket}/${
      encodeKey(this.#prefix + path.slice(1))
    }`;
    const headers = { "x-amz-copy-source": source };
    const url = this.#urlOf(to);
    if (size <= MAX_COPIED) {
      const answer = await this.#send("PUT", url, { headers });
      if (!answer.includes("<ETag>")) throw this.#odd(url, "no copy");
    } else await this.#copyParts(url, headers, size);
    this.forget(to);
  }

  /** Finds what is below a path: directly, or all of it. */
  async list(
    path: string,
    { isDeep = false, most = MAX_LISTED }: { isDeep?: boolean; most?: number } =
      {},
  ): Promise<Listing> {
    const directory = path === "/" ? "" : `${path.slice(1)}/`;
    const query: Record<string, string> = {
      ...{ "list-type": "2", "encoding-type": "url" },
      prefix: this.#prefix + directory,
      ...(!isDeep && { delimiter: "/" }),
      ...(most < 1000 && { "max-keys": `${most}` }),
    };
    const objects: ListedObject[] = [];
    const directories: string[] = [];
    const url = new URL(this.#base);
    url.pathname = `${this.#bucketPath}/`;
    for (let emptyPages = 0, before = 0;;) {
      const xml = await this.#send("GET", withQuery(url, query));
      if (!xml.includes("<ListBucketResult")) {
        throw this.#odd(url, "no listing");
      }
      for (const item of elementsOf(xml, "Contents")) {
        const own = this.#pathOf(textsOf(item, "Key")[0]);
        if (own === undefined) continue;
        const size = Number(textsOf(item, "Size")[0]);
        const mtimeNs = timeOf(textsOf(item, "LastModified")[0]);
        if (Number.isSafeInteger(size)) {
          objects.push({ path: own, size, mtimeNs });
        }
      }
      for (const item of elementsOf(xml, "CommonPrefixes")) {
        const own = this.#pathOf(textsOf(item, "Prefix")[0]);
        if (own !== undefined) directories.push(own.slice(0, -1));
      }
      const [token] = textsOf(xml, "NextContinuationToken");
      const isMore = textsOf(xml, "IsTruncated")[0] === "true";
      const count = objects.length + directories.length;
      if (!isMore || count >= most && most < MAX_LISTED) {
        return { objects, directories };
      }
      emptyPages = count > before ? 0 : emptyPages + 1;
      before = count;
      const isStuck = token === query["continuation-token"] ||
        emptyPages > MAX_EMPTY_PAGES;
      if (!token || isStuck) {
        throw this.#odd(url, "a listing that does not go on");
      }
      if (count >= MAX_LISTED) {
        throw new FsError("EFBIG", {
          ...{ operation: "readdir", path },
          hint: `the directory has more than ${MAX_LISTED} entries`,
        });
      }
      query["continuation-token"] = token;
    }
  }

  /** Forgets what is known about an object, which has changed. */
  forget(path: string): void {
    this.#versions.forget(path);
  }

  /** Gives up what is being fetched ahead, and drops what was kept. */
  async clear(): Promise<void> {
    await this.cache.clear();
  }

  async #copyParts(
    url: URL,
    headers: Record<string, string>,
    size: number,
  ): Promise<void> {
    const begun = await this.#send("POST", withQuery(url, { uploads: "" }));
    const [uploadId] = textsOf(begun, "UploadId");
    if (!uploadId) throw this.#odd(url, "no UploadId");
    try {
      const parts: string[] = [];
      for (let at = 0; at < size; at += COPY_BYTES) {
        const last = Math.min(size, at + COPY_BYTES) - 1;
        const query = { partNumber: `${parts.length + 1}`, uploadId };
        const range = { "x-amz-copy-source-range": `bytes=${at}-${last}` };
        const answer = await this.#send("PUT", withQuery(url, query), {
          headers: { ...headers, ...range },
        });
        const [etag] = textsOf(answer, "ETag");
        if (!etag) throw this.#odd(url, "no copy");
        parts.push(etag);
      }
      await this.#complete(url, uploadId, parts, {});
    } catch (error) {
      const dropped = this.#send("DELETE", withQuery(url, { uploadId }));
      await Promise.allSettled([dropped]);
      throw error;
    }
  }

  async #complete(
    url: URL,
    uploadId: string,
    parts: readonly string[],
    headers: Record<string, string>,
  ): Promise<void> {
    const list = parts.map((etag, i) =>
      `<Part><PartNumber>${i + 1}</PartNumber><ETag>${
        escape(etag)
      }</ETag></Part>`
    );
    const text = `<CompleteMultipartUpload>${
      list.join("")
    }</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(text);
    const answer = await this.#send("POST", withQuery(url, { uploadId }), {
      headers,
      body,
    });
    // It may fail after it was said to be all right.
    if (!answer.includes("<CompleteMultipartUploadResult")) {
      throw this.#odd(url, textsOf(answer, "Code")[0] ?? "no result");
    }
  }

  /** Writes under a condition, if the store knows such. */
  async #conditionally(
    path: string,
    { isNew, etag }: Condition,
    write: (headers: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    const headers: Record<string, string> = isNew
      ? { "if-none-match": "*" }
      : etag !== undefined
      ? { "if-match": etag }
      : {};
    const hasCondition = isNew || etag !== undefined;
    try {
      if (hasCondition && !this.#knowsNoConditions) return await write(headers);
    } catch (error) {
      if (isNew && isErrno(error, "ESTALE")) throw taken(path, error);
      if (!isErrno(error, "ENOTSUP")) throw error;
      this.#knowsNoConditions = true;
    }
    // The next best, though others may come in between.
    if (isNew && await this.head(path)) throw taken(path);
    await write({});
  }

  async #send(
    method: string,
    url: URL,
    { headers, body }: {
      headers?: Record<string, string>;
      body?: Uint8Array<ArrayBuffer>;
    } = {},
  ): Promise<string> {
    const outgoing = {
      method,
      url,
      ...(headers && { headers }),
      ...(body && { body }),
    };
    return await this.#requests.send(
      outgoing,
      (answer) => this.#checked(answer),
    );
  }

  /** The text of an answer, which must not be an error. */
  async #checked({ status, url, read }: Incoming): Promise<string> {
    const text = new TextDecoder().decode(await read({ most: MAX_XML_BYTES }));
    if (status >= 200 && status < 300) return text;
    const [code] = textsOf(text, "Code");
    throw statusError(url, status, code === undefined ? {} : { text: code });
  }

  #odd(url: URL, problem: string): FsError {
    return httpFault("EIO", new HttpError(url, problem));
  }

  #urlOf(path: string): URL {
    const url = new URL(this.#base);
    url.pathname = `${this.#bucketPath}/${
      encodeKey(this.#prefix + path.slice(1))
    }`;
    return url;
  }

  /** The path of a key, as a listing has it; `undefined` if it cannot be one. */
  #pathOf(encoded: string | undefined): string | undefined {
    let key: string;
    try {
      key = decodeURIComponent(encoded!.replaceAll("+", " "));
    } catch {
      return undefined;
    }
    // A URL cannot hold such a key: it would lead up.
    if (/(^|\/)\.{1,2}(\/|$)/.test(key)) return undefined;
    if (!key.startsWith(this.#prefix)) return undefined;
    return `/${key.slice(this.#prefix.length)}`;
  }
}

/** A key for a URL, in the encoding that signatures are made of. */
function encodeKey(key: string): string {
  return key.split("/").map((part) =>
    encodeURIComponent(part).replaceAll(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  ).join("/");
}

function withQuery(url: URL, query: Record<string, string>): URL {
  const full = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    full.searchParams.set(name, value);
  }
  return full;
}

function taken(path: string, cause?: unknown): FsError {
  return new FsError("EEXIST", { operation: "open", path, cause });
}

function timeOf(text: string | null | undefined): bigint {
  const time = Date.parse(text ?? "");
  return isNaN(time) ? 0n : BigInt(time) * 1_000_000n;
}
