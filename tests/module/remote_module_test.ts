// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { brotliCompressSync, gzipSync } from "node:zlib";
import {
  ChecksumError,
  DownloadError,
  type DownloadProgress,
  FsError,
  LimitError,
  MemoryFs,
  ModuleError,
  type RemoteModule,
  Runtime,
} from "../../mod.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { DenoFs, ObserveFs, ReadOnlyFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { denoDir } from "../support/deno_dir.ts";
import { LocalServer } from "../support/local_server.ts";
import { prepare } from "../support/prepare.ts";

let guest!: Uint8Array<ArrayBuffer>;
let checksum!: string;
let gzip!: Uint8Array<ArrayBuffer>;
let brotli!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  guest = await compileGuest("behave.c");
  checksum = await sha256(guest);
  gzip = new Uint8Array(gzipSync(guest));
  brotli = new Uint8Array(brotliCompressSync(guest));
});

/** The module at that URL, with its own cache and without delays. */
function source(url: string, options: Partial<RemoteModule> = {}) {
  const cacheFs = new MemoryFs();
  return { url, sha256: checksum, retryDelays: [0, 0], ...options, cacheFs };
}

async function assertRuns(module: RemoteModule): Promise<void> {
  await using runtime = await Runtime.create({ module });
  const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
  assertEquals(exitCode, 7);
}

Deno.test("Runtime.create() fetches a module once, compressed or not", async (t) => {
  const bodies = { wasm: guest, gzip, brotli };
  for (const [name, body] of Object.entries(bodies)) {
    await t.step(name, async () => {
      await using server = new LocalServer(() => new Response(body));
      const module = source(server.url);
      await assertRuns(module);
      assertEquals(module.cacheFs.readFile(`/${checksum}.wasm`), guest);
      await assertRuns({ ...module, sha256: checksum.toUpperCase() });
      assertEquals(server.asked.length, 1);
    });
  }
  await t.step("with a content encoding", async () => {
    const headers = { "content-encoding": "gzip" };
    await using server = new LocalServer(() => new Response(gzip, { headers }));
    await assertRuns(source(server.url));
  });
});

Deno.test("Runtime.create() does not need the server once a module is cached", async () => {
  const server = new LocalServer(() => new Response(gzip));
  const module = source(server.url);
  await assertRuns(module);
  await server[Symbol.asyncDispose]();
  await assertRuns(module);
});

Deno.test("Runtime.create() fetches anew what is corrupted in the cache", async (t) => {
  await using server = new LocalServer(() => new Response(gzip));
  const module = source(server.url);
  await assertRuns(module);
  const path = `/${checksum}.wasm`;
  const flipped = guest.slice();
  flipped[1000]! ^= 1;
  const corruptions = {
    "a flipped bit": flipped,
    "cut off": guest.subarray(0, 1000),
    "empty": new Uint8Array(0),
    "too large": new Uint8Array(2_000_000),
  };
  for (const [name, bytes] of Object.entries(corruptions)) {
    await t.step(name, async () => {
      const before = server.asked.length;
      module.cacheFs.writeFile(path, bytes);
      await assertRuns({ ...module, maxBytes: 1_000_000 });
      assertEquals(server.asked.length, before + 1);
      assertEquals(module.cacheFs.readFile(path), guest);
    });
  }
});

Deno.test("Runtime.create() says of a module in gzip that it is cut, and what noticed it", async () => {
  const bytes = gzip.slice(0, -9);
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
    `received ${bytes.length} bytes of gzip that are cut or damaged`,
  );
  assertEquals(error.reason, "format");
  assertInstanceOf(error.cause, Error);
});

Deno.test("Runtime.create() rejects with a ChecksumError that shows both sums", async () => {
  const other = new TextEncoder().encode("<html>Not here, sorry</html>");
  for (const body of [other, gzip.subarray(0, gzip.length - 9)]) {
    await using server = new LocalServer(() => new Response(body));
    const module = source(server.url);
    const error = await assertRejects(
      () => Runtime.create({ module }),
      ChecksumError,
    );
    const received = await sha256(new Uint8Array(body));
    assertEquals([error.expected, error.received], [checksum, received]);
    assertEquals(error.url, server.url);
    assertStringIncludes(error.message, received);
    assertStringIncludes(error.message, checksum);
    assertEquals(module.cacheFs.open("/").readdirnames(), []);
    assertEquals(server.asked.length, 1);
  }
});

Deno.test("Runtime.create() retries when the server is busy", async () => {
  await using server = new LocalServer((_path, request) =>
    request < 3 ? new Response("later", { status: 503 }) : new Response(gzip)
  );
  await assertRuns(source(server.url));
  assertEquals(server.asked.length, 3);
});

Deno.test("Runtime.create() retries when the connection breaks", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${gzip.length}\r\n\r\n`;
  const answer = new Uint8Array([...new TextEncoder().encode(head), ...gzip]);
  const served = (async () => {
    for (const end of [10, answer.length - 1, answer.length]) {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(4096));
      await writeAll(connection, answer.subarray(0, end));
    }
  })();
  await assertRuns(source(`http://127.0.0.1:${port}/guest.wasm`));
  await served;
});

async function writeAll(to: Deno.Conn, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length;) at += await to.write(data.subarray(at));
}

Deno.test("Runtime.create() rejects with a DownloadError that gives the status of the server", async () => {
  const attempts = { 404: 1, 403: 1, 500: 3, 429: 3 };
  for (const [status, expected] of Object.entries(attempts)) {
    await using server = new LocalServer(() =>
      new Response("no", { status: Number(status) })
    );
    const error = await assertRejects(
      () => Runtime.create({ module: source(server.url) }),
      DownloadError,
    );
    assertEquals(error.status, Number(status));
    assertEquals([error.attempts, server.asked.length], [expected, expected]);
    assertEquals(error.url, server.url);
  }
});

Deno.test("Runtime.create() rejects with a DownloadError when no server answers", async () => {
  const server = new LocalServer(() => new Response());
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const error = await assertRejects(
    () => Runtime.create({ module: source(url) }),
    DownloadError,
  );
  assertEquals([error.status, error.attempts], [undefined, 3]);
  assert(error.cause instanceof TypeError);
});

Deno.test("Runtime.create() rejects with a LimitError for a module that is too large, and for a bomb", async () => {
  const bomb = new Uint8Array(8 * 2 ** 20);
  bomb.set(guest.subarray(0, 8));
  const bodies = [
    guest,
    new Uint8Array(gzipSync(bomb)),
    new Uint8Array(brotliCompressSync(bomb)),
  ];
  for (const body of bodies) {
    await using server = new LocalServer(() => new Response(body));
    const limit = body === guest ? 1000 : 2 ** 20;
    const module = source(server.url, { maxBytes: limit });
    const error = await assertRejects(
      () => Runtime.create({ module }),
      LimitError,
    );
    assertEquals([error.option, error.limit], ["maxBytes", limit]);
    assertEquals(server.asked.length, 1);
  }
});

Deno.test("Runtime.create() reports the progress of the download", async () => {
  await using server = new LocalServer(() => new Response(guest));
  const all: DownloadProgress[] = [];
  const module = source(server.url, { onProgress: (it) => all.push(it) });
  await assertRuns(module);
  const size = guest.length;
  assertEquals(all.at(-1), { receivedBytes: size, totalBytes: size });
  const received = all.map(({ receivedBytes }) => receivedBytes);
  assertEquals(received, received.toSorted((a, b) => a - b));
  const enough = new Error("enough");
  const onProgress = () => {
    throw enough;
  };
  const thrown = await assertRejects(() =>
    Runtime.create({ module: source(server.url, { onProgress }) })
  );
  assertEquals(thrown, enough);
});

Deno.test("Runtime.create() stops a download, and the wait for a retry, when the signal aborts", async (t) => {
  await t.step("in the middle", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    await using server = new LocalServer(() =>
      new Response(
        new ReadableStream({
          pull: (stream) => stream.enqueue(gzip.subarray(0, 100)),
        }),
      )
    );
    const module = source(server.url, {
      onProgress: () => controller.abort(reason),
    });
    const { signal } = controller;
    const error = await assertRejects(() => Runtime.create({ module, signal }));
    assertEquals(error, reason);
  });
  await t.step("between two attempts", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    await using server = new LocalServer(() => {
      queueMicrotask(() => controller.abort(reason));
      return new Response("later", { status: 503 });
    });
    const module = source(server.url, { retryDelays: [3_600_000] });
    const { signal } = controller;
    const error = await assertRejects(() => Runtime.create({ module, signal }));
    assertEquals(error, reason);
  });
});

Deno.test("Runtime.create() fills one cache from several callers at once", async () => {
  await using server = new LocalServer(() => new Response(gzip));
  const cacheFs = new MemoryFs();
  const partial: string[] = [];
  const observed = new ObserveFs(cacheFs, ({ operation, path, dest }) => {
    // Written under another name, and renamed when it is complete.
    if (operation === "write") partial.push(path);
    if (dest === `/${checksum}.wasm`) {
      assertEquals(cacheFs.readFile(dest), guest);
    }
  });
  const modules = Array.from(
    { length: 4 },
    () => ({ ...source(server.url), cacheFs: observed }),
  );
  await Promise.all(modules.map(assertRuns));
  assert(partial.every((path) => path !== `/${checksum}.wasm`));
  assertEquals(cacheFs.open("/").readdirnames(), [`${checksum}.wasm`]);
});

Deno.test("Runtime.create() fills one cache from several processes at once", async () => {
  await using server = new LocalServer(() => new Response(gzip));
  const cacheHome = await Deno.makeTempDir();
  const script = fromFileUrl(new URL("fetch_module.ts", import.meta.url));
  const env = { XDG_CACHE_HOME: cacheHome, DENO_DIR: await denoDir() };
  const run = async () => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, server.url, checksum],
      env,
    }).output();
    const decoder = new TextDecoder();
    assertEquals(decoder.decode(stdout), "7\n", decoder.decode(stderr));
  };
  await Promise.all([run(), run(), run()]);
  const cache = new DenoFs(`${cacheHome}/afmpeg/modules`);
  await using folder = await cache.open("/");
  assertEquals(await folder.readdirnames(), [`${checksum}.wasm`]);
  const requests = server.asked.length;
  assert(requests >= 1 && requests <= 3);
  await run();
  assertEquals(server.asked.length, requests);
  await Deno.remove(cacheHome, { recursive: true });
});

Deno.test("Runtime.create() reports that there is no directory for a cache", async () => {
  const script = fromFileUrl(new URL("fetch_module.ts", import.meta.url));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, "http://127.0.0.1:9/", checksum],
    clearEnv: true,
    env: { DENO_DIR: await denoDir() },
  }).output();
  assertEquals(success, false);
  const said = new TextDecoder().decode(stderr);
  assertStringIncludes(said, "Cannot cache a module: the variable HOME");
});

Deno.test("Runtime.create() rejects with the error of the cache", async () => {
  await using server = new LocalServer(() => new Response(gzip));
  const cacheFs = new ReadOnlyFs(new MemoryFs());
  const error = await assertRejects(
    () => Runtime.create({ module: { ...source(server.url), cacheFs } }),
    FsError,
  );
  assertEquals(error.code, "EROFS");
});

Deno.test("Runtime.create() rejects with a ModuleError for an invalid checksum or URL", async () => {
  const url = "http://127.0.0.1:9/";
  const bad: RemoteModule[] = [
    { url } as RemoteModule,
    { url, sha256: "" },
    { url, sha256: checksum.slice(1) },
    { url, sha256: "../".repeat(21) + "x" },
    { url: "guest.wasm", sha256: checksum },
  ];
  for (const module of bad) {
    const error = await assertRejects(
      () => Runtime.create({ module }),
      ModuleError,
    );
    assertEquals(error.reason, "source");
  }
});

Deno.test("Runtime.create() accepts compressed modules from bytes and files", async () => {
  const fs = new MemoryFs();
  fs.writeFile("guest.wasm.br", brotli);
  for (const module of [{ bytes: gzip }, { fs, path: "guest.wasm.br" }]) {
    await using runtime = await Runtime.create({ module });
    const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
    assertEquals(exitCode, 7);
  }
});
