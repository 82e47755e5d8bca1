// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../fs.ts";
import type { RemoteOptions } from "./remote_options.ts";

/** Options of `HttpFs`. */
export interface HttpFsOptions extends RemoteOptions {
  /**
   * Sent with every request to the origins of the URLs given, but not to where
   * redirects lead from there: for instance `authorization`. A function is called
   * for each request.
   */
  headers?: HeadersInit | (() => Awaitable<HeadersInit>) | undefined;
  /**
   * Where redirects may lead besides the origins of the URLs given: all that is
   * below these URLs.
   */
  redirectsTo?: readonly (string | URL)[] | undefined;
  /**
   * Whether files may be written: each is sent by `PUT` when it is closed, and only
   * then; not if its writer gives up (`FsFile.abandon`). A file that exists and is
   * changed is sent with `If-Match`, one that is created exclusively with
   * `If-None-Match`. A URL that is presigned for `PUT` may not be read: its file counts
   * as missing.
   *
   * @default {false}
   */
  write?: boolean | undefined;
  /**
   * How large a file that is written may be, in bytes: it is held in memory until it
   * is closed.
   *
   * @default {268435456}
   */
  maxSpoolBytes?: number | undefined;
}
