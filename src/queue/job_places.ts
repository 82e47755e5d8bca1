// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Semaphore } from "@std/async/unstable-semaphore";
import type { RandomAccess } from "../../vfs/blob_fs.ts";
import { checkedFs } from "../../vfs/checked_fs.ts";
import type { Fs, FsFile } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { HttpFs } from "../../vfs/http_fs.ts";
import { received } from "../../vfs/received.ts";
import { fromBase64 } from "../util/base64.ts";
import { JobRequestError } from "./job_error.ts";
import type { JobSource } from "./job_request.ts";
import { memoryScratch } from "./scratch.ts";

/** How many inputs of a job are opened at the same time. */
const OPENED_AT_ONCE = 16;

/** What jobs of a worker may use. */
export interface JobPlaces {
  /** The file systems that jobs name. */
  readonly stores?: Readonly<Record<string, Fs>> | undefined;
  /**
   * The URLs below which inputs may be fetched, and to which redirects may lead; each
   * ends with `/`. By default there are none: whoever may add jobs could otherwise
   * reach the worker's network.
   */
  readonly urls?: readonly string[] | undefined;
  /**
   * Makes for each job the file system in which it writes before its outputs are
   * published; if that can be disposed of, it is when the job has ended. See
   * {@linkcode scratchIn}. The default lies in memory, and has 1 GiB for each job.
   */
  readonly scratch?: (() => Fs | Promise<Fs>) | undefined;
}

/** The store that a job names. */
export function storeOf(
  { store }: { store: string },
  { stores = {} }: JobPlaces,
): Fs {
  if (Object.hasOwn(stores, store)) return checkedFs(stores[store]!);
  const names = Object.keys(stores).join(", ") || "none";
  throw new JobRequestError(
    `Cannot use the store ${
      received(store)
    }: received a job for another worker; this one ` +
      `has ${names}`,
  );
}

/** Makes the file system in which a job writes, to be disposed of with `held`. */
export async function makeScratch(
  { scratch = memoryScratch }: JobPlaces,
  held: AsyncDisposableStack,
): Promise<Fs> {
  const fs = await scratch();
  if (Symbol.asyncDispose in fs || Symbol.dispose in fs) {
    held.use(fs as Fs & AsyncDisposable);
  }
  return checkedFs(fs);
}

/** What a job reads, by its paths. */
type Sources = Record<string, RandomAccess | Uint8Array<ArrayBuffer>>;

/** Opens what a job reads, to be closed with `opened`. */
export async function openSources(
  inputs: Readonly<Record<string, JobSource>>,
  places: JobPlaces,
  opened: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Sources> {
  const files: Sources = {};
  // Each may be a request to a store, and a video may have been split into hundreds.
  const turns = new Semaphore(OPENED_AT_ONCE);
  const outcomes = await Promise.allSettled(
    Object.entries(inputs).map(async ([path, source]) => {
      using _turn = await turns.acquire();
      signal.throwIfAborted();
      files[path] = await openSource(source, places, opened, signal);
    }),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
  return files;
}

async function openSource(
  source: JobSource,
  places: JobPlaces,
  opened: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<RandomAccess | Uint8Array<ArrayBuffer>> {
  if ("base64" in source) {
    return fromBase64(source.base64)!;
  }
  if ("store" in source) {
    const file = await storeOf(source, places).open(source.key);
    return await accessOf(opened.use(file));
  }
  const { urls = [] } = places;
  const { href } = new URL(source.url);
  if (!isAllowed(href, urls)) {
    throw new JobRequestError(
      `Cannot fetch ${
        shown(source.url)
      }: received a URL that this worker does not allow; ` +
        "give one below its `urls`",
    );
  }
  const http = new HttpFs({ file: href }, {
    signal,
    redirectsTo: urls,
    // Redirects within an origin may lead out of what is allowed.
    async fetch(request) {
      if (isAllowed(request.url, urls)) return await fetch(request);
      throw new FsError("EACCES", {
        ...{ operation: "fetch", path: new URL(request.url).pathname },
        hint:
          `${
            shown(source.url)
          } leads to a URL that this worker does not allow; ` +
          "give one below its `urls`",
      });
    },
  });
  return await accessOf(opened.use(await opened.use(http).open("file")));
}

/** A URL for messages, which others read: its query may hold a signature. */
function shown(url: string): string {
  return received(url.replace(/[?#].*/s, ""));
}

/** Whether a URL is below one of `urls`, however often a server decodes its path. */
function isAllowed(href: string, urls: readonly string[]): boolean {
  const path = new URL(href).pathname
    .replaceAll(/%(?:25)*2e/gi, ".")
    .replaceAll(/%(?:25)*(?:2f|5c)/gi, "/");
  return !path.split("/").includes("..") &&
    urls.some((base) => href.startsWith(new URL(base).href));
}

/** One file of a store, and nothing beside it. */
async function accessOf(file: FsFile): Promise<RandomAccess> {
  const { size } = await file.stat();
  return {
    size,
    read: async (buffer, position) => await file.readAt(buffer, position) ?? 0,
  };
}
