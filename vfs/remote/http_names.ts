// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { ListingFile } from "../listing_file.ts";
import type { OpenRequest } from "../names.ts";
import { OrderedFile } from "../ordered_file.ts";
import { isErrno } from "../is_errno.ts";
import { basename, givenPath, join } from "../path.ts";
import { ReadOnlyNames, refuse } from "../read_only_names.ts";
import { accessOf } from "../rules.ts";
import { SourceFile } from "../source_file.ts";
import { BlockCache } from "./block_cache.ts";
import { FileNumbers } from "./file_numbers.ts";
import type { HttpFsOptions } from "./http_options.ts";
import type { RemoteVersion } from "./remote_version.ts";
import type { Condition, ObjectStore } from "./object_node.ts";
import { OpenObjects } from "./open_objects.ts";
import { Requests, statusError } from "./requests.ts";
import { Versions } from "./versions.ts";

/** A name that was given, or a directory above one. */
interface Node {
  /** What it stands for; a directory has one if it is one of the server. */
  readonly url?: URL;
  /** The names in it, if it is a directory. */
  readonly entries?: string[];
}

let lastDev = 1n << 41n;

/** The names of files at URLs: read-only, unless they may be written. */
export class HttpNames extends ReadOnlyNames {
  readonly #nodes = new Map<string, Node>();
  readonly #numbers = new FileNumbers();
  readonly #cache: BlockCache;
  readonly #versions: Versions;
  readonly #dev = ++lastDev;
  readonly #requests: Requests;
  /** The files that are open, if they may be written. */
  readonly #open: OpenObjects | undefined;

  constructor(urls: Record<string, URL>, options: HttpFsOptions) {
    super();
    this.#cache = new BlockCache(options);
    const reach = new Reach(Object.values(urls), options);
    const requests = new Requests(
      options,
      (url, init) => reach.request(url, init),
      (to) => reach.mayLead(to),
    );
    this.#requests = requests;
    this.#versions = new Versions(requests, this.#cache, options);
    if (options.write) {
      this.#open = new OpenObjects(this.#store(options), this.#numbers);
    }
    this.#nodes.set("/", { entries: [] });
    for (const [path, url] of Object.entries(urls)) this.#add(path, url);
    for (const { entries } of this.#nodes.values()) entries?.sort();
  }

  /** What is below a URL is asked for without walking there: HTTP knows only files. */
  nearest(path: string): string {
    const node = this.#nodes.get(path);
    const isKnown = node
      ? node.entries !== undefined
      : this.#urlOf(path) !== undefined;
    return isKnown ? path : "/";
  }

  override async lstat(path: string): Promise<FileInfo> {
    const node = this.#nodes.get(path);
    if (node?.entries) return this.#info(path);
    const url = this.#urlOf(path);
    if (!url) throw new FsError("ENOENT", { operation: "lstat", path });
    const draft = this.#open?.info(path);
    if (draft) return draft;
    try {
      const version = await this.#versions.find(path, url);
      return this.#info(path, version.isDirectory ? undefined : version);
    } catch (error) {
      // What is presigned for writing cannot be looked at.
      const isBlind = this.#open && isErrno(error, "EACCES", "ENOTSUP");
      if (!isBlind) throw error;
      throw new FsError("ENOENT", { operation: "lstat", path, cause: error });
    }
  }

  override async open(path: string, request: OpenRequest): Promise<FsFile> {
    const { options, name, info } = request;
    if (info?.kind === "directory") {
      return new ListingFile(name, {
        list: () => this.#list(path),
        stat: () => info,
        chtimes: () => refuse("chtimes", path),
      });
    }
    if (this.#open && this.#urlOf(path)) {
      return await this.#open.open(path, request);
    }
    const url = this.#urlOf(path);
    if (!url || !info || accessOf(options).canWrite) {
      return refuse("open", path);
    }
    const version = this.#versions.last(path) ??
      await this.#versions.find(path, url);
    const found = this.#info(path, version);
    const source = this.#cache.reader(version);
    return new OrderedFile(name, new SourceFile(name, found, source));
  }

  /** What is below a URL of the server, which knows no directories. */
  override mkdir(path: string): void {
    const url = this.#open && this.#urlOf(path);
    if (!url) return super.mkdir(path);
    if (this.#nodes.has(path)) {
      throw new FsError("EEXIST", { operation: "mkdir", path });
    }
    url.pathname += "/";
    this.#nodes.set(path, { url, entries: [] });
  }

  override chmod(path: string): void {
    if (!this.#open) super.chmod(path);
  }

  override chown(path: string): void {
    if (!this.#open) super.chown(path);
  }

  override chtimes(path: string): void {
    if (!this.#open) super.chtimes(path);
  }

  #store({ maxSpoolBytes = 256 * 1024 * 1024 }: HttpFsOptions): ObjectStore {
    return {
      ...{ cache: this.#cache, dev: this.#dev, maxSpoolBytes },
      // It cannot be sent in parts: then they are only what memory comes in.
      partBytes: 1024 * 1024,
      find: (path) => this.#versions.find(path, this.#urlOf(path)!),
      put: (path, bytes, condition) => this.#put(path, bytes, condition),
    };
  }

  async #put(
    path: string,
    body: Uint8Array<ArrayBuffer>,
    { isNew, etag }: Condition,
  ): Promise<void> {
    const headers: Record<string, string> = isNew
      ? { "if-none-match": "*" }
      : etag !== undefined && !etag.startsWith("W/")
      ? { "if-match": etag }
      : {};
    this.#versions.forget(path);
    const outgoing = { url: this.#urlOf(path)!, method: "PUT", headers, body };
    await this.#requests.send(outgoing, ({ status, url }) => {
      if (status >= 200 && status < 300) return;
      if (status === 412 && isNew) {
        throw new FsError("EEXIST", { operation: "open", path });
      }
      throw statusError(url, status);
    });
  }

  async clear(): Promise<void> {
    await this.#cache.clear();
  }

  async #list(path: string): Promise<FileInfo[]> {
    const node = this.#nodes.get(path);
    if (!node?.entries || node.url) {
      throw new FsError("ENOTSUP", {
        ...{ operation: "readdir", path },
        hint: "HTTP has no listings; give the files by name",
      });
    }
    return await Promise.all(
      node.entries.map((name) => this.lstat(join(path, name))),
    );
  }

  #add(path: string, url: URL): void {
    const isDirectory = url.pathname.endsWith("/");
    if (path === "/" && isDirectory) {
      this.#nodes.set("/", { ...this.#nodes.get("/"), url, entries: [] });
      return;
    }
    const names = givenPath(path, "create").split("/").slice(1);
    let parent = "/";
    for (const [i, name] of names.entries()) {
      const own = join(parent, name);
      const known = this.#nodes.get(own);
      const isLast = i === names.length - 1;
      if (isLast && known) {
        throw new FsError("EEXIST", { operation: "create", path });
      }
      if (known && !known.entries) {
        throw new FsError("ENOTDIR", { operation: "create", path });
      }
      if (!known) {
        const node = isLast
          ? { url, ...(isDirectory && { entries: [] }) }
          : { entries: [] };
        this.#nodes.set(own, node);
        this.#nodes.get(parent)!.entries!.push(name);
      }
      parent = own;
    }
  }

  /** The URL of a file; `undefined` if there is none. */
  #urlOf(path: string): URL | undefined {
    const node = this.#nodes.get(path);
    if (node) return node.entries ? undefined : node.url;
    for (let end = path.length; end > 0;) {
      end = path.lastIndexOf("/", end - 1);
      const above = this.#nodes.get(path.slice(0, end) || "/");
      if (!above) continue;
      if (!above.url || !above.entries) return undefined;
      const url = new URL(above.url);
      url.pathname += path.slice(end + 1).split("/").map(encodeURIComponent)
        .join("/");
      return url;
    }
    return undefined;
  }

  #info(path: string, version?: RemoteVersion): FileInfo {
    const mtimeNs = version?.mtimeNs ?? 0n;
    const mode = version ? 0o444 : 0o555;
    return {
      name: basename(path),
      kind: version ? "file" : "directory",
      size: version?.size ?? 0,
      mode: this.#open ? mode | 0o200 : mode,
      ...{ uid: 0, gid: 0, nlink: version ? 1 : 2 },
      ...{ dev: this.#dev, ino: this.#numbers.of(path) },
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
  }
}

/** Where requests go, and with which headers. */
class Reach {
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #others: readonly URL[];
  readonly #headers: HeadersInit | (() => Awaitable<HeadersInit>);

  constructor(
    urls: readonly URL[],
    { headers = {}, redirectsTo = [] }: HttpFsOptions,
  ) {
    this.#origins = new Set(urls.map(({ origin }) => origin));
    this.#hosts = new Set(urls.map(({ hostname }) => hostname));
    this.#others = redirectsTo.map((url) => new URL(url));
    this.#headers = headers;
  }

  async request(url: URL, init: RequestInit): Promise<Request> {
    const headers = new Headers(init.headers);
    if (this.#isGiven(url)) {
      const own = typeof this.#headers === "function"
        ? await this.#headers()
        : this.#headers;
      for (const [name, value] of new Headers(own)) {
        if (!headers.has(name)) headers.set(name, value);
      }
    }
    return new Request(url, { ...init, headers });
  }

  mayLead(to: URL): boolean {
    return this.#isGiven(to) ||
      this.#others.some((other) =>
        to.origin === other.origin &&
        (to.pathname === other.pathname || to.pathname.startsWith(
          other.pathname.endsWith("/") ? other.pathname : `${other.pathname}/`,
        ))
      );
  }

  /** The same host may be better reached by https. */
  #isGiven({ origin, protocol, port, hostname }: URL): boolean {
    return this.#origins.has(origin) ||
      protocol === "https:" && port === "" && this.#hosts.has(hostname);
  }
}
