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
}
