// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { delay } from "@std/async/delay";
import { DownloadError, LimitError } from "../util/errors.ts";
import { isPassing } from "../../vfs/remote/passing_status.ts";
import { collect } from "./collect.ts";
import { redact } from "./redact.ts";

/** The progress of a download: see {@linkcode RemoteModule}. */
export interface DownloadProgress {
  /** How many bytes have been received. */
  readonly receivedBytes: number;
  /** How many there are; absent if the server does not state it. */
  readonly totalBytes?: number;
}

/** Options of {@linkcode download}. */
export interface DownloadOptions {
  maxBytes: number;
  retryDelays: readonly number[];
  onProgress?: (progress: DownloadProgress) => unknown;
  signal?: AbortSignal;
}

/**
 * Fetches the whole of `url`, and retries after a failure that may be temporary.
 * Also rejects with the reason of `signal`.
 *
 * @throws {DownloadError} when the last attempt fails.
 * @throws {LimitError} when it is larger than `maxBytes`.
 */
export async function download(
  url: string,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, retryDelays } = options;
  for (let attempt = 1;; attempt++) {
    const failure = await tryOnce(url, options);
    if (failure instanceof Uint8Array) return failure;
    const { status, cause } = failure;
    const wait = retryDelays[attempt - 1];
    const mayPass = status === undefined || isPassing(status);
    if (!mayPass || wait === undefined) {
      throw new DownloadError(url, { attempts: attempt, cause, status });
    }
    await delay(wait, signal && { signal });
  }
}

interface Failure {
  readonly status?: number;
  readonly cause?: unknown;
}

async function tryOnce(
  url: string,
  { maxBytes, onProgress, signal }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer> | Failure> {
  let response: Response;
  try {
    response = await fetch(url, signal && { signal });
  } catch (cause) {
    return failed(cause, signal);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    return { status: response.status };
  }
  const total = totalBytes(response.headers);
  const tooLarge = () =>
    new LimitError("load the module", { option: "maxBytes", limit: maxBytes });
  if ((total.totalBytes ?? 0) > maxBytes) {
    await response.body.cancel();
    throw tooLarge();
  }
  let thrown: { error: unknown } | undefined;
  try {
    return await collect(response.body, async (receivedBytes) => {
      try {
        if (receivedBytes > maxBytes) throw tooLarge();
        await onProgress?.({ receivedBytes, ...total });
      } catch (error) {
        thrown = { error };
        throw error;
      }
    });
  } catch (cause) {
    // An error of the callback is not a failure of the network.
    if (thrown) throw thrown.error;
    return failed(cause, signal);
  }
}

function failed(cause: unknown, signal: AbortSignal | undefined): Failure {
  signal?.throwIfAborted();
  // A missing permission is not a failure of the network.
  if ((cause as Error | undefined)?.name === "NotCapable") throw cause;
  redact(cause);
  return { cause };
}

/** The length of the body, unless it differs from the length sent. */
function totalBytes(headers: Headers): { totalBytes?: number } {
  const length = headers.get("content-length");
  const isEncoded = headers.has("content-encoding");
  return length === null || isEncoded ? {} : { totalBytes: Number(length) };
}
