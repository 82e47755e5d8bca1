// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What a {@linkcode RangeServer} serves: bytes, or what makes a range of them. */
export interface Served {
  readonly size: number;
  readonly headers?: Record<string, string>;
  read(start: number, end: number): Uint8Array<ArrayBuffer>;
}

/** A request that was received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  /** How many were received before it. */
  readonly index: number;
  /** What was sent with it. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** An HTTP server of files by ranges, which may fail as planned. */
export class RangeServer implements AsyncDisposable {
  readonly requests: Received[] = [];
  /** How many bytes of bodies were sent. */
  sentBytes = 0;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #end = new AbortController();

  /** @param plan What to answer instead; `undefined` to answer rightly. */
  constructor(
    readonly files: Record<string, Served>,
    plan: (
      received: Received,
      right: () => Response,
    ) => Response | undefined | Promise<Response | undefined> = () => undefined,
  ) {
    this.#server = Deno.serve(
      {
        port: 0,
        signal: this.#end.signal,
        hostname: "127.0.0.1",
        onListen() {},
        onError: () => new Response(null, { status: 500 }),
      },
      async (request) => {
        const { method, headers } = request;
        const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
        const index = this.requests.length;
        const body = method === "PUT" ? await request.bytes() : undefined;
        const received = { method, path, headers, index, body };
        this.requests.push(received);
        const right = () => this.#answer(received);
        return await plan(received, right) ?? right();
      },
    );
  }

  /** The URL of a file. */
  url(path = ""): string {
    return `http://127.0.0.1:${this.#server.addr.port}/${path}`;
  }

  /** The ranges that were asked for. */
  get ranges(): (string | null)[] {
    return this.requests.map(({ headers }) => headers.get("range"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }

  #answer({ path, headers, body }: Received): Response {
    const file = this.files[path];
    if (body) {
      const wanted = headers.get("if-match");
      const isTaken = headers.get("if-none-match") === "*" && file;
      if (isTaken || wanted !== null && wanted !== file?.headers?.etag) {
        return new Response(null, { status: 412 });
      }
      this.files[path] = served(body, `"put${this.requests.length}"`);
      return new Response(null, { status: 201 });
    }
    if (!file) return new Response(null, { status: 404 });
    const { size, headers: own = {} } = file;
    const { etag } = own;
    if (etag && headers.get("if-none-match") === etag) {
      return new Response(null, { status: 304, headers: own });
    }
    const wanted = headers.get("if-match");
    if (wanted !== null && wanted !== etag) {
      return new Response(null, { status: 412 });
    }
    const range = headers.get("range");
    const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
    const [from, to] = [match?.[1] ?? "", match?.[2] ?? ""];
    const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
    const end = from === "" || to === ""
      ? size
      : Math.min(size, Number(to) + 1);
    if (match && start >= end) {
      const headers = { "content-range": `bytes */${size}` };
      return new Response(null, { status: 416, headers });
    }
    const part = match ? file.read(start, end) : file.read(0, size);
    this.sentBytes += part.length;
    return new Response(part, {
      status: match ? 206 : 200,
      headers: {
        ...own,
        ...(match && { "content-range": `bytes ${start}-${end - 1}/${size}` }),
      },
    });
  }
}

/** A file of these bytes. */
export function served(
  bytes: Uint8Array<ArrayBuffer> | string,
  etag: string | undefined = '"1"',
): Served {
  const data = typeof bytes === "string"
    ? new TextEncoder().encode(bytes)
    : bytes;
  return {
    size: data.length,
    ...(etag && { headers: { etag } }),
    read: (start, end) => data.subarray(start, end),
  };
}
