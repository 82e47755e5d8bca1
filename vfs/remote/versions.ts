// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { BlockCache } from "./block_cache.ts";
import { type RemoteOptions, tailOf } from "./remote_options.ts";
import { RemoteVersion } from "./remote_version.ts";
import type { Requests } from "./requests.ts";

/** How many versions are remembered, to be recognized when they are opened again. */
const MAX_VERSIONS = 4096;

/** The last known version of each file, which opening it again only confirms. */
export class Versions {
  readonly #requests: Requests;
  readonly #cache: BlockCache;
  readonly #options: RemoteOptions;
  /** By path, least recently used first. */
  readonly #known = new Map<string, RemoteVersion>();
  #heldBytes = 0;

  constructor(requests: Requests, cache: BlockCache, options: RemoteOptions) {
    this.#requests = requests;
    this.#cache = cache;
    this.#options = options;
  }

  /**
   * Finds the current version of a file.
   *
   * @throws {FsError} ENOENT.
   */
  async find(path: string, url: URL): Promise<RemoteVersion> {
    const known = this.#known.get(path);
    if (known && await known.isCurrent()) {
      this.#keep(path, known);
      return known;
    }
    this.forget(path);
    const { maxDownloadBytes = 64 * 1024 * 1024 } = this.#options;
    const version = await RemoteVersion.find({
      ...{ requests: this.#requests, cache: this.#cache, url },
      ...{ tailBytes: tailOf(path, this.#options), maxDownloadBytes },
    });
    this.#keep(path, version);
    return version;
  }

  /** The last known version of a file. */
  last(path: string): RemoteVersion | undefined {
    return this.#known.get(path);
  }

  /** Forgets a file, which has changed. */
  forget(path: string): void {
    const version = this.#known.get(path);
    if (!version) return;
    this.#known.delete(path);
    this.#heldBytes -= version.heldBytes;
  }

  #keep(path: string, version: RemoteVersion): void {
    this.forget(path);
    this.#known.set(path, version);
    this.#heldBytes += version.heldBytes;
    const { maxCacheBytes = 16 * 1024 * 1024 } = this.#options;
    for (const oldest of this.#known.keys()) {
      const isFull = this.#known.size > MAX_VERSIONS ||
        this.#heldBytes > maxCacheBytes;
      if (!isFull || oldest === path) return;
      this.forget(oldest);
    }
  }
}
