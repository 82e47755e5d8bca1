// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * As much of an object store as writing under conditions needs, which the store of
 * the other tests lacks: objects, HEAD, ranges, listings without directories and parts.
 */
export class ConditionalStore implements AsyncDisposable {
  readonly objects: Map<string, { bytes: Uint8Array; etag: string }> =
    new Map();
  /** The requests, as "METHOD key?query". */
  readonly requests: string[] = [];
  /** The parts of what is not complete. */
  readonly uploads: Map<string, Map<number, Uint8Array>> = new Map();
  /** Answers a request in another way. */
  fail: (request: string) => Response | undefined = () => undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #count = 0;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const url = new URL(request.url);
        const key = decodeURIComponent(url.pathname.replace(/^\/[^/]+\//, ""));
        const name = `${request.method} ${key}${url.search}`;
        this.requests.push(name);
        const body = await request.bytes();
        return this.fail(name) ??
          this.#answer(request, key, url.searchParams, body);
      },
    );
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer(
    { method, headers }: Request,
    key: string,
    query: URLSearchParams,
    body: Uint8Array,
  ): Response {
    const id = query.get("uploadId");
    const parts = this.uploads.get(id ?? "");
    if (query.has("list-type")) {
      const prefix = query.get("prefix") ?? "";
      const listed = [...this.objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { bytes }]) =>
          `<Contents><Key>${encodeURIComponent(key)}</Key>` +
          `<Size>${bytes.length}</Size></Contents>`
        );
      return xml(`<ListBucketResult>${listed.join("")}</ListBucketResult>`);
    }
    if (query.has("uploads")) {
      const id = `u${++this.#count}`;
      this.uploads.set(id, new Map());
      return xml(`<UploadId>${id}</UploadId>`);
    }
    if (method === "DELETE") {
      if (id) this.uploads.delete(id);
      else this.objects.delete(key);
      return new Response(null, { status: 204 });
    }
    if (method === "PUT" && id) {
      if (!parts) {
        return new Response("<Code>NoSuchUpload</Code>", { status: 404 });
      }
      const etag = `"p${++this.#count}"`;
      parts.set(Number(query.get("partNumber")), body);
      return new Response(null, { headers: { etag } });
    }
    const source = headers.get("x-amz-copy-source")?.split("/").at(-1);
    if (source !== undefined) {
      const etag = `"${++this.#count}"`;
      this.objects.set(key, { ...this.objects.get(source)!, etag });
      return xml(`<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>`);
    }
    if (method === "PUT" || method === "POST") {
      const there = this.objects.get(key);
      const wanted = headers.get("if-match");
      const isTaken = headers.get("if-none-match") === "*" && there;
      if (isTaken || wanted !== null && wanted !== there?.etag) {
        return new Response("<Code>PreconditionFailed</Code>", { status: 412 });
      }
      const sorted = [...parts ?? []].sort(([a], [b]) => a - b);
      if (id) this.uploads.delete(id);
      const bytes = method === "PUT"
        ? body
        : new Uint8Array(sorted.flatMap(([, part]) => [...part]));
      this.objects.set(key, { bytes, etag: `"${++this.#count}"` });
      return xml(
        "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>",
      );
    }
    const object = this.objects.get(key);
    if (!object) return new Response(null, { status: 404 });
    const { bytes, etag } = object;
    const length = { etag, "content-length": `${bytes.length}` };
    if (method === "HEAD") return new Response(null, { headers: length });
    if (headers.get("if-none-match") === etag) {
      return new Response(null, { status: 304 });
    }
    return new Response(bytes.slice(), { headers: { etag } });
  }
}

function xml(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/xml" } });
}
