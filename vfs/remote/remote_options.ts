// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  callback,
  limit,
  list,
  number,
  type OptionTable,
  signal,
} from "../check.ts";
import type { BlockOptions } from "./block_cache.ts";
import type { RequestOptions } from "./requests.ts";

/** The options of every file system that is reached by HTTP. */
export interface RemoteOptions extends RequestOptions, BlockOptions {
  /**
   * How much of the end of a file is asked for together with its beginning, in
   * bytes, if its format may have its index there (mp4, mov, mkv, avi, zip and the
   * like, by its name); 0 for nothing.
   *
   * @default {1048576}
   */
  tailBytes?: number | undefined;
  /**
   * How large a file may be that is downloaded as a whole, in bytes: because the
   * server knows no ranges, or names neither an `ETag` nor a time by which a change
   * would be noticed. A larger one is EFBIG.
   *
   * @default {67108864}
   */
  maxDownloadBytes?: number | undefined;
}

/** What each of {@linkcode RemoteOptions} may be. */
export const remoteOptions: OptionTable<RemoteOptions> = {
  fetch: callback,
  retryDelays: list(number()),
  ...{ maxRetryDelay: limit, stallTimeout: limit, signal },
  blockBytes: number({ least: 1, isWhole: true }),
  blocksAhead: number({ isWhole: true, most: 64 }),
  ...{ maxCacheBytes: limit, tailBytes: number({ isWhole: true }) },
  maxDownloadBytes: limit,
};

/** Formats that may have their index at the end. */
const INDEX_LAST =
  /\.(3g2|3gp|avi|f4v|m4a|m4b|m4v|mkv|mks|mka|mov|mp4|mxf|qt|webm|zip)$/i;

/** How much of the end of a file is asked for at once. */
export function tailOf(path: string, { tailBytes }: RemoteOptions): number {
  return INDEX_LAST.test(path) ? tailBytes ?? 1024 * 1024 : 0;
}
