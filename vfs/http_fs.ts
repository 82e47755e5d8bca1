// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, flag, list, number, refusal, that } from "./check.ts";
import { HttpNames } from "./remote/http_names.ts";
import type { HttpFsOptions } from "./remote/http_options.ts";
import { remoteOptions } from "./remote/remote_options.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { declareSound } from "./sound.ts";

/** Where files are: a name for each URL, or one URL for all. */
export type HttpFiles =
  | string
  | URL
  | Readonly<Record<string, string | URL>>;

/**
 * A file system of files at URLs, which are read by ranges: only what is read is
 * fetched, in blocks that all readers share, and ahead of one that reads in
 * order. The first answer tells the size, so that there is no other request before
 * it; the end of a file whose index may be there is asked for at the same time.
 *
 * Either each file has a URL, which may be presigned, or one URL that ends in a
 * slash stands for all below it; then directories cannot be listed (ENOTSUP), as
 * HTTP has no listings. So does a URL that ends in a slash among others. Nothing
 * else is fetched, except where redirects lead within the same origin.
 *
 * What is read from an open file is of one version: if the file changes in
 * between, reading fails with ESTALE. Failures of the server that may pass are
 * tried again; others are errors with an {@linkcode HttpError} as their cause.
 *
 * It is read-only, unless the option `write` has files sent by `PUT`; they cannot be
 * removed or renamed (EROFS), and directories that are made exist only here.
 *
 * @example A file at a URL
 * ```ts
 * import { HttpFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = Deno.serve({ port: 0 }, () => new Response("hello"));
 * await using fs = new HttpFs({ "in/a.txt": `http://127.0.0.1:${server.addr.port}/a?key=1` });
 * assertEquals(await fs.readTextFile("in/a.txt"), "hello");
 * ```
 */
export class HttpFs extends ResolvingFs implements AsyncDisposable {
  static {
    declareSound(this);
  }

  readonly #names: HttpNames;

  /**
   * Creates a file for each URL, by name; or a file system of all that is below one.
   *
   * @throws {FsError} EEXIST, ENOTDIR if names conflict.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(files: HttpFiles, options: HttpFsOptions = {}) {
    checkOptions("HttpFs", options, {
      ...remoteOptions,
      headers: that(
        (value) => typeof value === "function" || isHeaders(value),
        "headers, or a function that returns some",
      ),
      redirectsTo: list(that(isHttpUrl, "an http or https URL")),
      ...{ write: flag, maxSpoolBytes: number({ isWhole: true }) },
    });
    const names = new HttpNames(urlsOf(files), options);
    super("HttpFs", names);
    this.#names = names;
  }

  /** Gives up what is being fetched ahead, and drops what was kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#names.clear();
  }
}

function isHeaders(value: unknown): boolean {
  try {
    new Headers(value as HeadersInit);
    return typeof value === "object";
  } catch {
    return false;
  }
}

function isHttpUrl(value: unknown): boolean {
  const text = value instanceof URL ? value.href : value;
  if (typeof text !== "string" || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

function urlsOf(files: HttpFiles): Record<string, URL> {
  const isOne = typeof files === "string" || files instanceof URL;
  if (typeof files !== "object" && !isOne || files === null) {
    throw refusal(
      "`files`",
      files,
      "a URL that ends in a slash, or an object of URLs by name",
    );
  }
  const urls: Record<string, URL> = Object.create(null);
  for (const [path, url] of Object.entries(isOne ? { "/": files } : files)) {
    const name = isOne ? "`files`" : `files[${JSON.stringify(path)}]`;
    if (!isHttpUrl(url)) {
      throw refusal(
        name,
        url,
        "an http or https URL, whose credentials are in `headers`",
      );
    }
    urls[path] = new URL(url);
    urls[path].hash = "";
    if (isOne && !urls[path].pathname.endsWith("/")) {
      throw refusal(
        name,
        url,
        "a URL that ends in a slash, or an object of URLs by name",
      );
    }
  }
  return urls;
}
