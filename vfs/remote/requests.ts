// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { delay } from "@std/async/delay";
import type { Errno } from "../errno.ts";
import type { Awaitable } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { LONGEST_TIMER_MS } from "../longest_timer.ts";
import { HttpError } from "./http_error.ts";
import { isPassing } from "./passing_status.ts";

/** The options that all file systems reached by HTTP have in common. */
export interface RequestOptions {
  /** Used in place of the global `fetch`: for a proxy, a client certificate, or to observe. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /**
   * How long to wait before each retry, in milliseconds; there are as many retries
   * as numbers. A `Retry-After` of the server makes it longer.
   *
   * @default {[250, 1000, 4000]}
   */
  retryDelays?: readonly number[] | undefined;
  /**
   * The longest `Retry-After` that is waited for, in milliseconds.
   *
   * @default {30000}
   */
  maxRetryDelay?: number | undefined;
  /**
   * For how long a server may send nothing before it is tried again, in
   * milliseconds. What is sent to it adds a second for each 64 KiB.
   *
   * @default {30000}
   */
  stallTimeout?: number | undefined;
  /** Aborts what is being fetched, and fails every later call, with ECANCELED. */
  signal?: AbortSignal | undefined;
}

/** A request to send. */
export interface Outgoing {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Gives up this request alone. */
  readonly signal?: AbortSignal;
}

/** An answer whose body has not been read yet. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  /** Where it came from, behind all redirects. */
  readonly url: URL;
  /**
   * Reads the body.
   *
   * @param limits `length`: how long it must be; `most`: how long it may be.
   * @throws {PassingError} if it is shorter or longer than it must be, or breaks off.
   * @throws {FsError} EFBIG, if it is longer than it may be.
   */
  read(
    limits: { length: number } | { most: number },
  ): Promise<Uint8Array<ArrayBuffer>>;
}

/** An answer that may be another when it is asked for again. */
export class PassingError extends Error {
  override readonly name = "PassingError";
}

/** How many redirects are followed. */
const MAX_REDIRECTS = 10;

/** How fast a body can at least be sent, in bytes per millisecond. */
const LEAST_RATE = 64 * 1.024;

/** What a status means for a file. */
const codes: Readonly<Record<number, Errno>> = {
  ...{ 401: "EACCES", 403: "EACCES", 404: "ENOENT", 405: "ENOTSUP" },
  ...{ 407: "EACCES", 408: "ETIMEDOUT", 409: "EBUSY", 410: "ENOENT" },
  ...{ 412: "ESTALE", 413: "EFBIG", 414: "ENAMETOOLONG", 423: "EBUSY" },
  ...{ 425: "EAGAIN", 429: "EAGAIN", 451: "EACCES", 501: "ENOTSUP" },
  ...{ 503: "EAGAIN", 504: "ETIMEDOUT", 507: "ENOSPC" },
};

/** The error of an answer that is not what was asked for. */
export function statusError(
  url: URL,
  status: number,
  options: { attempts?: number; text?: string; hint?: string } = {},
): FsError {
  const { attempts = 1, text, hint } = options;
  const problem = text === undefined
    ? `status ${status}`
    : `status ${status} (${text})`;
  const cause = new HttpError(url, problem, { status, attempts });
  return httpFault(codes[status] ?? "EIO", cause, hint);
}

/** An `FsError` with the request that failed as its cause. */
export function httpFault(
  code: Errno,
  cause: HttpError,
  hint: string = cause.message,
): FsError {
  const { pathname } = new URL(cause.url);
  return new FsError(code, { operation: "fetch", path: pathname, cause, hint });
}

/** Sends requests, again if need be, and only to where they may lead. */
export class Requests {
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #retryDelays: readonly number[];
  readonly #maxRetryDelay: number;
  readonly #stallTimeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #make: (url: URL, init: RequestInit) => Awaitable<Request>;
  readonly #mayLead: (to: URL) => boolean;

  /**
   * @param make Makes a request, and for instance signs it.
   * @param mayLead Whether a redirect may be followed.
   */
  constructor(
    options: RequestOptions,
    make: (url: URL, init: RequestInit) => Awaitable<Request>,
    mayLead: (to: URL) => boolean,
  ) {
    this.#fetch = options.fetch ?? ((request) => fetch(request));
    this.#retryDelays = options.retryDelays ?? [250, 1000, 4000];
    this.#maxRetryDelay = options.maxRetryDelay ?? 30_000;
    this.#stallTimeout = options.stallTimeout ?? 30_000;
    this.#signal = options.signal;
    this.#make = make;
    this.#mayLead = mayLead;
  }

  /**
   * Sends a request until it is answered, and not by a failure that may pass.
   *
   * @param receive Makes something of the answer; a `PassingError` that it throws
   * has the request sent again.
   * @throws {FsError} EIO, ETIMEDOUT, EAGAIN, ECANCELED, and what `receive` throws.
   */
  async send<T>(
    outgoing: Outgoing,
    receive: (answer: Incoming) => Awaitable<T>,
  ): Promise<T> {
    for (let attempts = 1;; attempts++) {
      const tried = await this.#try(outgoing, attempts, receive);
      if ("value" in tried) return tried.value;
      const pause = this.#retryDelays[attempts - 1];
      const { retryAfter = 0, error } = tried;
      if (pause === undefined || retryAfter > this.#maxRetryDelay) throw error;
      const signals = [this.#signal, outgoing.signal].filter((each) => !!each);
      try {
        await delay(Math.max(pause, retryAfter), {
          signal: AbortSignal.any(signals),
        });
      } catch {
        throw this.#canceled(outgoing);
      }
    }
  }

  async #try<T>(
    outgoing: Outgoing,
    attempts: number,
    receive: (answer: Incoming) => Awaitable<T>,
  ): Promise<{ value: T } | { error: FsError; retryAfter?: number }> {
    const watch = new Watch(this.#stallTimeout, [
      this.#signal,
      outgoing.signal,
    ]);
    let response: Response | undefined;
    let { url } = outgoing;
    try {
      [response, url] = await this.#follow(outgoing, watch);
      const { status, headers } = response;
      if (isPassing(status)) {
        const retryAfter = retryDelay(headers);
        const error = statusError(url, status, { attempts });
        return { error, ...(retryAfter !== undefined && { retryAfter }) };
      }
      const { body } = response;
      const read = (limits: { length: number } | { most: number }) =>
        collect(body, limits, watch);
      return { value: await receive({ status, headers, url, read }) };
    } catch (cause) {
      if (cause instanceof FsError) throw cause;
      if (outgoing.signal?.aborted || this.#signal?.aborted) {
        throw this.#canceled(outgoing);
      }
      if (Object(cause).name === "NotCapable") {
        const error = new HttpError(url, "no permission to", { cause });
        throw httpFault("EACCES", error);
      }
      // A mistake of the caller's `fetch`, or of ours, will not pass.
      const problem = watch.hasStalled
        ? "nothing more in time"
        : cause instanceof PassingError
        ? cause.message
        : "no whole answer";
      const error = new HttpError(url, problem, { attempts, cause });
      return {
        error: httpFault(watch.hasStalled ? "ETIMEDOUT" : "EIO", error),
      };
    } finally {
      watch.end();
      // Whatever has not been read is not wanted.
      if (response?.body && !response.body.locked) {
        await Promise.allSettled([response.body.cancel()]);
      }
    }
  }

  /** Follows redirects, but only to where they may lead. */
  async #follow(
    outgoing: Outgoing,
    watch: Watch,
  ): Promise<[response: Response, url: URL]> {
    const { method = "GET", body } = outgoing;
    let { url } = outgoing;
    for (let redirects = 0;; redirects++) {
      const request = await this.#make(url, {
        ...{ method, redirect: "manual", signal: watch.signal },
        headers: new Headers(outgoing.headers),
        ...(body && { body }),
      });
      const sending = (body?.length ?? 0) / LEAST_RATE;
      const response = await watch.during(this.#fetch(request), sending);
      const location = response.headers.get("location");
      const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
      if (response.type === "opaqueredirect") {
        throw refused(url, "a redirect that is hidden from scripts");
      }
      if (!isRedirect || location === null) return [response, url];
      await response.body?.cancel();
      const isKept = response.status >= 307 || ["GET", "HEAD"].includes(method);
      if (!isKept) throw refused(url, `a redirect of a ${method}`);
      if (!URL.canParse(location, url)) {
        throw refused(url, "a redirect to no URL");
      }
      const to = new URL(location, url);
      if (!this.#mayLead(to)) {
        throw refused(
          url,
          `a redirect to ${to.origin}${to.pathname}`,
          "allow it by `redirectsTo`",
        );
      }
      if (redirects === MAX_REDIRECTS) throw refused(url, "too many redirects");
      url = to;
    }
  }

  #canceled({ url, signal }: Outgoing): FsError {
    const cause = this.#signal?.aborted ? this.#signal.reason : signal?.reason;
    const error = new HttpError(url, "an abort", { cause });
    return httpFault("ECANCELED", error);
  }
}

function refused(url: URL, problem: string, advice?: string): FsError {
  const cause = new HttpError(url, problem);
  const hint = advice === undefined ? undefined : `${cause.message}; ${advice}`;
  return httpFault("EACCES", cause, hint);
}

/** What a server asks to wait, in milliseconds. */
function retryDelay(headers: Headers): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return isNaN(time) ? undefined : Math.max(0, time - Date.now());
}

/** Ends a request that is aborted, or to which nothing is answered for too long. */
class Watch {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  readonly #signals: readonly AbortSignal[];
  readonly #abort = (event: Event) =>
    this.#controller.abort((event.target as AbortSignal).reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  hasStalled = false;

  constructor(timeout: number, signals: readonly (AbortSignal | undefined)[]) {
    this.#timeout = timeout;
    this.#signals = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#signals) {
      if (signal.aborted) this.#controller.abort(signal.reason);
      signal.addEventListener("abort", this.#abort);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for something that the server must do. */
  async during<T>(promise: Promise<T>, longer = 0): Promise<T> {
    const { signal } = this;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const stop = () => reject(signal.reason);
    const timeout = this.#timeout + longer;
    if (timeout <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => {
        this.hasStalled = true;
        this.#controller.abort(new DOMException("stalled", "TimeoutError"));
      }, timeout);
    }
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    try {
      // Whoever replaces `fetch` may not listen to the signal.
      return await Promise.race([promise, aborted]);
    } finally {
      clearTimeout(this.#timer);
      signal.removeEventListener("abort", stop);
      promise.catch(() => {});
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#signals) {
      signal.removeEventListener("abort", this.#abort);
    }
  }
}

/** Reads a body, of a known length or into as little memory as it needs. */
async function collect(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  limits: { length: number } | { most: number },
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = "length" in limits ? limits.length : undefined;
  const most = "length" in limits ? limits.length : limits.most;
  let bytes = new Uint8Array(length ?? 0);
  let count = 0;
  const reader = body?.getReader();
  try {
    for (;;) {
      const chunk = reader && await watch.during(reader.read());
      if (!chunk || chunk.done) break;
      const { value } = chunk;
      if (count + value.length > most) {
        if (length !== undefined) {
          throw new PassingError("more than it was asked for");
        }
        throw new FsError("EFBIG", { operation: "fetch", path: "/" });
      }
      if (count + value.length > bytes.length) {
        const room = Math.min(
          most,
          Math.max(count + value.length, 2 * count, 65_536),
        );
        const grown = new Uint8Array(room);
        grown.set(bytes.subarray(0, count));
        bytes = grown;
      }
      bytes.set(value, count);
      count += value.length;
    }
  } catch (error) {
    if (reader) await Promise.allSettled([reader.cancel()]);
    throw error;
  }
  if (length !== undefined && count < length) {
    throw new PassingError(`${count} bytes of ${length}`);
  }
  return bytes.subarray(0, count);
}
