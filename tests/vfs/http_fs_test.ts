// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** `HttpFs` over real servers, right and wrong ones. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Errno,
  FsError,
  HttpError,
  HttpFs,
  type HttpFsOptions,
  QuotaFs,
} from "../../vfs/mod.ts";
import { readOnlyConformance, seedTree } from "../../vfs/testing/mod.ts";
import { Random } from "../support/random.ts";
import { RangeServer, type Received, served } from "../support/range_server.ts";
import { turn } from "../support/turn.ts";

const seeds = Object.fromEntries(
  Object.entries(seedTree).map(([path, text]) => [path, served(text)]),
);
const seedServer = new RangeServer(seeds);
globalThis.addEventListener("unload", () => seedServer[Symbol.asyncDispose]());

readOnlyConformance("HttpFs", () =>
  new HttpFs(
    Object.fromEntries(
      Object.keys(seeds).map((path) => [path, seedServer.url(path)]),
    ),
  ));

/** Bytes that differ from block to block. */
const bytes = new Uint8Array(10_000).map((_, i) => i * 31 + (i >> 8));
const quick = { retryDelays: [0, 0], blockBytes: 1000, blocksAhead: 0 };

/** Reads `a.bin` from a server with a plan. */
async function read(
  plan: (
    received: Received,
    right: () => Response,
  ) => Response | Promise<Response> | undefined,
  options: HttpFsOptions = {},
  etag?: string,
): Promise<Uint8Array> {
  await using server = new RangeServer({ "a.bin": served(bytes, etag) }, plan);
  await using fs = new HttpFs(server.url(), { ...quick, ...options });
  return await fs.readFile("a.bin");
}

async function fails(
  code: Errno,
  status: number | undefined,
  ...args: Parameters<typeof read>
): Promise<FsError> {
  const error = await assertRejects(() => read(...args), FsError);
  assertEquals(error.code, code, error.message);
  assertEquals(error.path, "a.bin");
  // That there is none is no failure.
  if (code === "ENOENT") return error;
  let cause: unknown = error;
  while (cause instanceof FsError) cause = cause.cause;
  assert(cause instanceof HttpError, `${cause}`);
  assertEquals(cause.status, status);
  return error;
}

/** The right answer with other headers. */
function changed(
  response: Response,
  headers: Record<string, string | null>,
  body = response.body,
) {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  return new Response(body, { status: response.status, headers: all });
}

Deno.test("HttpFs asks for the beginning and the end of a movie at once", async () => {
  const both = Promise.withResolvers<void>();
  let count = 0;
  await using server = new RangeServer({ "a.mp4": served(bytes) }, async () => {
    // Neither is answered before the other has come.
    if (++count === 2) both.resolve();
    await both.promise;
    return undefined;
  });
  await using fs = new HttpFs({ "a.mp4": server.url("a.mp4") }, {
    ...quick,
    tailBytes: 2500,
  });
  await using file = await fs.open("a.mp4");
  const part = new Uint8Array(100);
  assertEquals(await file.readAt(part, 9900), 100);
  assertEquals(part, bytes.slice(9900));
  assertEquals(await file.readAt(part, 8000), 100);
  assertEquals(await file.readAt(part, 0), 100);
  assertEquals(part, bytes.slice(0, 100));
  assertEquals(server.ranges.toSorted(), ["bytes=-2500", "bytes=0-999"]);
  assert(server.requests.every(({ method }) => method === "GET"));
});

Deno.test("HttpFs confirms a file that is opened again, and reads it from the blocks it kept", async () => {
  await using server = new RangeServer({ "a.bin": served(bytes) });
  await using fs = new HttpFs({ "a.bin": server.url("a.bin") }, quick);
  assertEquals(await fs.readFile("a.bin"), bytes);
  const { sentBytes } = server;
  assertEquals(sentBytes, bytes.length);
  assertEquals(await fs.readFile("a.bin"), bytes);
  assertEquals(server.sentBytes, sentBytes);
  assertEquals(server.requests.length, 11);
  server.files["a.bin"] = served(bytes.slice(0, 5000), '"2"');
  assertEquals(await fs.readFile("a.bin"), bytes.slice(0, 5000));
});

Deno.test("HttpFs reads ahead of a sequential reader, and of no other", async () => {
  const wanted = Promise.withResolvers<void>();
  await using server = new RangeServer(
    { "a.bin": served(bytes) },
    ({ headers }) => {
      if (headers.get("range") === "bytes=6000-6999") wanted.resolve();
      return undefined;
    },
  );
  const files = { "a.bin": server.url("a.bin") };
  await using fs = new HttpFs(files, { ...quick, blocksAhead: 4 });
  await using file = await fs.open("a.bin");
  const part = new Uint8Array(1000);
  for (const position of [0, 5000, 2000]) await file.readAt(part, position);
  assertEquals(server.requests.length, 3);
  for (const position of [3000, 4000]) await file.readAt(part, position);
  assertEquals(part, bytes.slice(4000, 5000));
  await wanted.promise;
  await file.readAt(part, 5500);
  assert(!server.ranges.includes("bytes=8000-8999"));
});

Deno.test("HttpFs gives up what was read ahead when a file is closed, but not for others", async () => {
  const wanted = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let count = 0;
  await using server = new RangeServer(
    { "a.bin": served(bytes) },
    async ({ headers }) => {
      // The first request for it is not answered before it is given up.
      if (headers.get("range") !== "bytes=2000-2999" || count++ > 0) {
        return undefined;
      }
      wanted.resolve();
      await held.promise;
      return undefined;
    },
  );
  await using fs = new HttpFs(server.url(), { ...quick, blocksAhead: 1 });
  const file = await fs.open("a.bin");
  const part = new Uint8Array(1000);
  for (const position of [0, 1000]) await file.readAt(part, position);
  await wanted.promise;
  await using other = await fs.open("a.bin");
  const closed = file.close();
  assertEquals(await other.readAt(part, 2000), 1000);
  assertEquals(part, bytes.slice(2000, 3000));
  await closed;
  assertEquals(count, 2);
  held.resolve();
});

Deno.test("HttpFs never mixes two versions of a file", async () => {
  await using server = new RangeServer({ "a.bin": served(bytes) });
  await using fs = new HttpFs(server.url(), quick);
  for (const etag of ['"2"', 'W/"2"', undefined]) {
    server.files["a.bin"] = served(bytes);
    await using file = await fs.open("a.bin");
    server.files["a.bin"] = etag === undefined
      ? {
        ...served(bytes),
        headers: { "last-modified": "Sun, 29 Nov 2026 00:00:00 GMT" },
      }
      : served(bytes, etag);
    const error = await assertRejects(
      async () => await file.readAt(new Uint8Array(10), 5000),
      FsError,
      "open it again",
    );
    assertEquals([error.code, error.path], ["ESTALE", "a.bin"]);
    // What was read before is of the same version.
    assertEquals(await file.readAt(new Uint8Array(10), 10), 10);
    assertEquals(await fs.readFile("a.bin"), bytes);
  }
  await using file = await fs.open("a.bin");
  delete server.files["a.bin"];
  // All of it is known.
  assertEquals(await file.readAt(new Uint8Array(10), 5000), 10);
  await using other = new HttpFs(server.url(), quick);
  server.files["a.bin"] = served(bytes);
  await using gone = await other.open("a.bin");
  delete server.files["a.bin"];
  const error = await assertRejects(
    async () => await gone.readAt(new Uint8Array(10), 5000),
    FsError,
  );
  assertEquals(error.code, "ESTALE");
});

Deno.test("HttpFs goes on after failures that pass", async () => {
  const plans: Record<
    string,
    (received: Received, right: () => Response) => Response
  > = {
    "503 with Retry-After": () =>
      new Response(null, { status: 503, headers: { "retry-after": "0" } }),
    "a connection that breaks off": (_, right) => {
      const { headers } = right();
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(10));
          controller.error(new Error("broken off"));
        },
      });
      return new Response(body, { status: 206, headers });
    },
    "too little": (_, right) =>
      changed(right(), {}, new Response("short").body),
    "too much": (_, right) =>
      changed(right(), {}, new Response(new Uint8Array(5000)).body),
    "another range": (_, right) =>
      changed(right(), { "content-range": "bytes 1-1000/10000" }),
    // Whose room would be made before the first byte has come.
    "a range that no memory holds": () =>
      new Response(new Uint8Array(10), {
        status: 206,
        headers: {
          "content-range": `bytes 0-${2 ** 52}/${2 ** 53}`,
          etag: "x",
        },
      }),
    "no range": (_, right) =>
      changed(right(), { "content-range": "items 0-1/2" }),
    "what is encoded": (_, right) => {
      const zipped = right().body!.pipeThrough(new CompressionStream("gzip"));
      return changed(right(), {
        "content-encoding": "gzip",
        "content-length": null,
      }, zipped);
    },
  };
  for (const [name, plan] of Object.entries(plans)) {
    const seen = new Set<string>();
    // Each range fails once.
    const once = await read((received, right) => {
      const range = received.headers.get("range")!;
      if (seen.has(range)) return undefined;
      seen.add(range);
      return plan(received, right);
    });
    assertEquals(once, bytes, name);
    const error = await fails(
      name.startsWith("503") ? "EAGAIN" : "EIO",
      name.startsWith("503") ? 503 : undefined,
      plan,
    );
    assert(error.message.includes("3 times"), error.message);
  }
});

Deno.test("HttpFs tells failures apart", async () => {
  const codes: Record<number, Errno> = {
    ...{ 401: "EACCES", 403: "EACCES", 404: "ENOENT", 410: "ENOENT" },
    ...{ 400: "EIO", 500: "EIO", 429: "EAGAIN", 504: "ETIMEDOUT" },
  };
  for (const [status, code] of Object.entries(codes)) {
    await fails(
      code,
      Number(status),
      () => new Response(null, { status: Number(status) }),
    );
  }
  const slow = { status: 503, headers: { "retry-after": "3600" } };
  let tries = 0;
  await fails("EAGAIN", 503, () => (tries++, new Response(null, slow)));
  assertEquals(tries, 1);
  const refusal = { fetch: () => Promise.reject(new TypeError("no network")) };
  await fails("EIO", undefined, () => undefined, refusal);
});

Deno.test("HttpFs does not wait for ever", async () => {
  const never = Promise.withResolvers<Response>();
  await fails("ETIMEDOUT", undefined, () => never.promise, {
    stallTimeout: 20,
  });
  const stalled = (_: Received, right: () => Response) => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
    });
    return new Response(body, { status: 206, headers: right().headers });
  };
  await fails("ETIMEDOUT", undefined, stalled, { stallTimeout: 20 });
  const controller = new AbortController();
  const aborted = fails("ECANCELED", undefined, () => {
    controller.abort(new Error("enough"));
    return never.promise;
  }, { signal: controller.signal });
  const { cause } = await aborted;
  assert(cause instanceof FsError && cause.cause instanceof HttpError);
  assertEquals((cause.cause.cause as Error).message, "enough");
  never.resolve(new Response());
  // A timer of the host takes no more than 31 bits.
  await using server = new RangeServer({ "a": served("text") }, async () => {
    await turn();
    return undefined;
  });
  const options = { ...quick, retryDelays: [], stallTimeout: 2 ** 31 };
  await using fs = new HttpFs(server.url(), options);
  assertEquals(await fs.readTextFile("a"), "text");
});

Deno.test("HttpFs downloads what cannot be read by ranges, up to a bound", async () => {
  const whole = () => new Response(bytes);
  assertEquals(await read(whole), bytes);
  await fails("EFBIG", 200, whole, { maxDownloadBytes: 9999 });
  const streamed = () => new Response(new Blob([bytes]).stream());
  assertEquals(await read(streamed), bytes);
  await fails("EFBIG", 200, streamed, { maxDownloadBytes: 9999 });
  // Ranges that cannot be told from those of another version.
  const untold = { "a.bin": served(bytes, "") };
  await using server = new RangeServer(untold);
  await using fs = new HttpFs(server.url(), quick);
  assertEquals(await fs.readFile("a.bin"), bytes);
  assertEquals(server.ranges, ["bytes=0-999", null]);
  const zip = new CompressionStream("gzip");
  const zipped = () =>
    new Response(new Blob([bytes]).stream().pipeThrough(zip), {
      headers: { "content-encoding": "gzip" },
    });
  await fails("EIO", undefined, zipped, { retryDelays: [] });
});

Deno.test("HttpFs follows redirects where they may lead, and sends its headers nowhere else", async () => {
  await using other = new RangeServer({ "cdn/a.bin": served(bytes) });
  let to = "";
  await using server = new RangeServer(
    { "b/a.bin": served(bytes) },
    ({ path }) =>
      path === "a.bin"
        ? new Response(null, { status: 302, headers: { location: to } })
        : undefined,
  );
  const files = { "a.bin": server.url("a.bin?signature=secret") };
  const headers = { authorization: "secret" };
  to = "/b/a.bin?x=1";
  await using fs = new HttpFs(files, { ...quick, headers });
  assertEquals(await fs.readFile("a.bin"), bytes);
  assert(
    server.requests.every(({ headers }) =>
      headers.get("authorization") === "secret"
    ),
  );
  // Only the first request is led there.
  assertEquals(
    server.requests.filter(({ path }) => path === "a.bin").length,
    1,
  );

  to = other.url("cdn/a.bin");
  await using strict = new HttpFs(files, { ...quick, headers });
  const error = await assertRejects(
    async () => await strict.readFile("a.bin"),
    FsError,
    "redirectsTo",
  );
  assertEquals([error.code, error.message.includes("secret")], [
    "EACCES",
    false,
  ]);
  assertEquals(other.requests.length, 0);
  await using wide = new HttpFs(files, {
    ...quick,
    headers,
    redirectsTo: [other.url("cdn")],
  });
  assertEquals(await wide.readFile("a.bin"), bytes);
  assert(other.requests.every(({ headers }) => !headers.has("authorization")));
  for (const path of ["cdn2/a.bin", "cdn/../a.bin", "a.bin"]) {
    to = other.url(path);
    const count = other.requests.length;
    await using narrow = new HttpFs(files, {
      ...quick,
      redirectsTo: [other.url("cdn")],
    });
    await assertRejects(
      async () => await narrow.readFile("a.bin"),
      FsError,
      "redirect",
    );
    assertEquals(other.requests.length, count);
  }
  to = server.url("a.bin");
  await using circle = new HttpFs(files, quick);
  await assertRejects(
    async () => await circle.readFile("a.bin"),
    FsError,
    "too many redirects",
  );
});

Deno.test("HttpFs fetches nothing but what is below its URLs", async () => {
  const names = ["b/a b?#%&=+.bin", "b/%2e%2e/x", "b/\\..\\x", "secret"];
  await using server = new RangeServer(
    Object.fromEntries(names.map((name) => [name, served(name)])),
  );
  await using fs = new HttpFs(server.url("b/"), quick);
  for (const name of names.slice(0, 3)) {
    assertEquals(await fs.readTextFile(name.slice(2)), name);
  }
  const paths = [
    "../secret",
    "%2e%2e/secret",
    "x/../../secret",
    "..%2fsecret",
    "//secret",
    "@host/secret",
  ];
  for (const path of paths) {
    const error = await assertRejects(
      async () => await fs.readFile(path),
      FsError,
    );
    assertEquals(error.code, "ENOENT");
  }
  assert(server.requests.every(({ path }) => path.startsWith("b/")));
  const listing = await fs.open("/");
  const error = await assertRejects(
    async () => await listing.readdir(),
    FsError,
    "HTTP has no listings",
  );
  assertEquals(error.code, "ENOTSUP");
  await listing.close();
});

Deno.test("HttpFs reads the bytes of one version or fails, whatever a server does", async () => {
  const versions = [bytes, bytes.map((byte) => ~byte)];
  const outcomes = { right: 0, failed: 0 };
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const isOnce = random.below(2) === 0;
    let version = 0;
    const faults: ((right: () => Response) => Response)[] = [
      () => new Response(null, { status: 503 }),
      () =>
        new Response(null, { status: 302, headers: { location: "/other" } }),
      (right) => changed(right(), {}, new Response("short").body),
      (right) => changed(right(), { "content-range": "bytes 0-9/10000" }),
      (right) => changed(right(), { "content-range": "bytes 3000-3999/10000" }),
      (right) => changed(right(), { "content-encoding": "gzip" }),
      (right) => changed(right(), { etag: null }),
      (right) => {
        // Another version, by a server that knows no conditions.
        version = 1 - version;
        const { size, headers, read } = served(
          versions[version]!,
          `"${version}"`,
        );
        server.files["a.mp4"] = { size, headers: { ...headers }, read };
        return right();
      },
      () => new Response(versions[1 - version], { headers: { etag: '"?"' } }),
      (right) => {
        const { headers, status } = right();
        const body = new ReadableStream({
          pull: (controller) => controller.error(new Error("broken off")),
        });
        return new Response(body, { status, headers });
      },
    ];
    let count = 0;
    await using server = new RangeServer(
      { "a.mp4": served(bytes, '"0"') },
      ({ headers }, right) => {
        const isRight = random.below(4) > 0 || isOnce && ++count > 3;
        if (isRight || headers.has("if-none-match")) return undefined;
        // A page is a file, too, unless a part of another was asked for.
        return headers.has("if-match") && random.below(5) === 0
          ? new Response("<html>busy</html>")
          : random.pick(faults)(right);
      },
    );
    await using fs = new HttpFs(server.url(), {
      ...{ blockBytes: 700, blocksAhead: 3, tailBytes: 2000 },
      ...{ retryDelays: [0, 0], maxDownloadBytes: 20_000 },
    });
    for (let opened = 0; opened < 3; opened++) {
      let seen: number | undefined;
      try {
        await using file = await fs.open("a.mp4");
        for (let i = 0; i < 12; i++) {
          const position = random.below(bytes.length);
          const buffer = new Uint8Array(1 + random.below(2500));
          const count = await file.readAt(buffer, position) ?? 0;
          const got = buffer.subarray(0, count);
          const which = versions.findIndex((each) =>
            got.every((byte, i) => byte === each[position + i])
          );
          assert(which >= 0, `seed ${seed}: bytes of no version`);
          seen ??= which;
          assertEquals(which, seen, `seed ${seed}: two versions`);
          outcomes.right++;
        }
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
        assert(error.path === "a.mp4", `${error}`);
        outcomes.failed++;
      }
    }
  }
  assert(outcomes.right > 200, `${outcomes.right}`);
  assert(outcomes.failed > 10, `${outcomes.failed}`);
});

Deno.test("HttpFs sends what was written when it is closed", async () => {
  await using server = new RangeServer({ "a.bin": served(bytes) });
  await using fs = new HttpFs(server.url(), { ...quick, write: true });
  await fs.mkdirAll("out/hls");
  const file = await fs.create("out/hls/0.ts");
  await file.writeString("hello");
  await file.writeAt(new TextEncoder().encode("J"), 0);
  assertEquals((await fs.stat("out/hls/0.ts")).size, 5);
  assertEquals(server.files["out/hls/0.ts"], undefined);
  await file.close();
  await using other = new HttpFs(server.url(), quick);
  assertEquals(await other.readTextFile("out/hls/0.ts"), "Jello");
  assertEquals(await fs.readTextFile("out/hls/0.ts"), "Jello");
  // A change of what is there, which somebody else has changed meanwhile.
  for (const etag of ['"1"', '"2"']) {
    const file = await fs.openFile("a.bin", { write: true });
    await file.writeAt(new Uint8Array(3), 5000);
    server.files["a.bin"] = served(bytes, etag);
    if (etag === '"1"') {
      await file.close();
      const changed = bytes.slice().fill(0, 5000, 5003);
      assertEquals(await other.readFile("a.bin"), changed);
      server.files["a.bin"] = served(bytes);
      continue;
    }
    const error = await assertRejects(async () => await file.close(), FsError);
    assertEquals([error.code, error.path], ["ESTALE", "a.bin"]);
  }
  const exclusive = { write: true, create: true, exclusive: true };
  await using created = await fs.openFile("new", exclusive);
  server.files["new"] = served("theirs");
  const taken = await assertRejects(async () => await created.close(), FsError);
  assertEquals(taken.code, "EEXIST");
  assertEquals(await other.readTextFile("new"), "theirs");
  await using narrow = new HttpFs(server.url(), {
    ...quick,
    write: true,
    maxSpoolBytes: 2 ** 22,
  });
  const large = await narrow.create("large");
  const full = await assertRejects(
    async () => {
      for (let i = 0; i < 6; i++) await large.write(new Uint8Array(2 ** 20));
    },
    FsError,
    "maxSpoolBytes",
  );
  assertEquals(full.code, "ENOSPC");
  await assertRejects(async () => await large.close(), FsError, "ENOSPC");
  // A helper that writes and closes it reports that once.
  const whole = async () =>
    await narrow.writeFile("large", new Uint8Array(6 * 2 ** 20));
  await assertRejects(whole, FsError, "ENOSPC");
  assertEquals(server.files["large"], undefined);
  await assertRejects(async () => await fs.remove("a.bin"), FsError, "EROFS");
  assert(
    server.requests.every(({ method }) => method === "GET" || method === "PUT"),
  );
});

Deno.test("HttpFs shows what it has stored to who had the file open, and appends to that", async () => {
  for (const tag of ['"1"', ""]) {
    await using server = new RangeServer({}, ({ path, body }) => {
      if (!body || tag !== "") return undefined;
      server.files[path] = served(body, "");
      return new Response(null, { status: 201 });
    });
    server.files["log"] = served("1", tag);
    await using fs = new HttpFs(server.url(), { ...quick, write: true });
    await using reader = await fs.open("log");
    const seen = async () => {
      const buffer = new Uint8Array(10);
      const count = await reader.readAt(buffer, 0);
      return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
    };
    assertEquals(await seen(), "1");
    await fs.appendFile("log", "2");
    await fs.appendFile("log", "3");
    assertEquals(await seen(), "123");
    assertEquals((await reader.stat()).size, 3);
    await using other = new HttpFs(server.url(), quick);
    assertEquals(await other.readTextFile("log"), "123");
  }
});

Deno.test("QuotaFs does not count what an HttpFs could not store", async () => {
  let isBroken = true;
  await using server = new RangeServer(
    { "old": served("12345") },
    ({ method }) =>
      isBroken && method === "PUT"
        ? new Response(null, { status: 403 })
        : undefined,
  );
  await using http = new HttpFs(server.url(), { ...quick, write: true });
  const fs = new QuotaFs(http, { maxBytes: 100, countExisting: false });
  for (const name of ["a", "b", "old"]) {
    const write = async () => await fs.writeFile(name, "x".repeat(60));
    await assertRejects(write, FsError, "EACCES");
  }
  // Of what has been there, nothing was counted.
  assertEquals(await fs.usage(), { bytes: 0, files: 0 });
  isBroken = false;
  await fs.writeFile("a", "x".repeat(60));
  assertEquals(await fs.usage(), { bytes: 60, files: 1 });
});

Deno.test("HttpFs creates exclusively for one of several at once", async () => {
  await using server = new RangeServer({});
  await using fs = new HttpFs(server.url(), { ...quick, write: true });
  const exclusive = { write: true, create: true, exclusive: true };
  const opened = await Promise.allSettled(
    Array.from({ length: 4 }, () => fs.openFile("lock", exclusive)),
  );
  const files = opened.filter(({ status }) => status === "fulfilled");
  assertEquals(files.length, 1);
  for (const result of opened) {
    if (result.status === "fulfilled") await result.value.close();
    else assertEquals(result.reason.code, "EEXIST");
  }
});

Deno.test("HttpFs refuses at once to make a file longer than it holds", async () => {
  await using server = new RangeServer({});
  const options = { ...quick, write: true, maxSpoolBytes: 2 ** 22 };
  await using fs = new HttpFs(server.url(), options);
  const file = await fs.create("a");
  const grow = async () => await file.truncate(2 ** 52);
  const error = await assertRejects(grow, FsError, "maxSpoolBytes");
  assertEquals(error.code, "ENOSPC");
  await file.close();
  assertEquals(server.files["a"]?.size, 0);
});

Deno.test("HttpFs writes to a URL that may only be written", async () => {
  await using server = new RangeServer(
    {},
    ({ method }) =>
      method === "PUT" ? undefined : new Response(null, { status: 403 }),
  );
  const files = { "out.bin": server.url("a.bin?signature=put") };
  await using fs = new HttpFs(files, { ...quick, write: true });
  await fs.writeFile("out.bin", bytes);
  assertEquals(server.files["a.bin"]?.size, bytes.length);
  for (
    const [status, code] of [
      [403, "EACCES"],
      [507, "ENOSPC"],
      [405, "ENOTSUP"],
      [302, "EACCES"],
    ] as const
  ) {
    await using server = new RangeServer(
      {},
      () => new Response(null, { status, headers: { location: "/elsewhere" } }),
    );
    await using fs = new HttpFs({ a: server.url("a") }, {
      ...quick,
      write: true,
    });
    const error = await assertRejects(
      async () => await fs.writeFile("a", "1"),
      FsError,
    );
    assertEquals(error.code, code);
  }
});

Deno.test("HttpFs takes what a server redirects to a slash for a directory", async () => {
  await using server = new RangeServer(
    { "d/a": served("1") },
    ({ path }) =>
      path === "d"
        ? new Response(null, { status: 301, headers: { location: "/d/" } })
        : path === "d/"
        ? new Response("<html>index of d</html>")
        : undefined,
  );
  await using fs = new HttpFs(server.url(), quick);
  assertEquals((await fs.stat("d")).kind, "directory");
  assertEquals((await fs.stat("d/a")).size, 1);
  assertEquals(await fs.readTextFile("d/../d/a"), "1");
  await assertRejects(async () => await fs.readFile("d"), FsError, "EISDIR");
});

Deno.test("HttpFs tells versions apart by their times if they have no ETags", async () => {
  const at = (second: number) => ({
    "last-modified": `Sun, 29 Nov 2026 00:00:0${second} GMT`,
  });
  const file = served(bytes);
  await using server = new RangeServer({
    "a.bin": { ...file, headers: at(1) },
  });
  await using fs = new HttpFs(server.url(), quick);
  await using opened = await fs.open("a.bin");
  assertEquals(
    (await opened.stat()).mtimeNs,
    BigInt(Date.UTC(2026, 10, 29, 0, 0, 1)) * 1_000_000n,
  );
  assertEquals(await fs.readFile("a.bin"), bytes);
  const { sentBytes } = server;
  assertEquals(await fs.readFile("a.bin"), bytes);
  // One byte, which confirms that nothing has changed.
  assertEquals(server.sentBytes, sentBytes + 1);
  await using other = new HttpFs(server.url(), quick);
  await using stale = await other.open("a.bin");
  server.files["a.bin"] = { ...file, headers: at(2) };
  await assertRejects(
    async () => await stale.readAt(new Uint8Array(9), 5000),
    FsError,
    "ESTALE",
  );
});

Deno.test("HttpFs refuses what is no URL", () => {
  const wrong: unknown[] = [
    ...[undefined, null, 1, "", "a.mp4", "file:///a", "http://a/b.mp4", []],
    ...[{ a: "a" }, { a: "ftp://a" }, { a: "http://user:pass@a/b" }, { a: 1 }],
  ];
  for (const files of wrong) {
    if (Array.isArray(files)) continue;
    assertThrows(() => new HttpFs(files as string), TypeError);
  }
  const options: unknown[] = [
    ...[{ headers: 1 }, { fetch: 1 }, { blockBytes: 0 }, {
      retryDelays: [NaN],
    }],
    ...[{ signal: 1 }, { tailBytes: -1 }, { redirectsTo: ["/a"] }, {
      unknown: 1,
    }],
  ];
  for (const each of options) {
    assertThrows(
      () => new HttpFs("http://a/", each as HttpFsOptions),
      TypeError,
    );
  }
});
