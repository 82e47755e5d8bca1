// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** `S3Fs` over a real object store, and over one with conditions. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  copy,
  FsError,
  type FsFile,
  MemoryFs,
  type OpenOptions,
  QuotaFs,
  walk,
  writeFile,
} from "../../vfs/mod.ts";
import { S3Fs, type S3FsOptions } from "../../vfs/s3/mod.ts";
import { conformance } from "../../vfs/testing/mod.ts";
import { ConditionalStore } from "../support/conditional_store.ts";
import { prepare } from "../support/prepare.ts";
import { Swift } from "../support/swift.ts";
import { turn } from "../support/turn.ts";

let swift!: Swift;
prepare(async () => {
  swift = await Swift.start();
  await swift.createBucket("media");
});
Deno.test.afterAll(() => swift[Symbol.asyncDispose]());

conformance("S3Fs", () => swift.fs("media"), { links: false, metadata: false });

const PART = 65_536;
const bytes = new Uint8Array(10 * PART + 1000).map((_, i) => i * 31 + (i >> 8));

/** A file system that holds little, and what it sends. */
function small(prefix = `${crypto.randomUUID()}/`) {
  const sent: string[] = [];
  const options = {
    prefix,
    partBytes: PART,
    maxSpoolBytes: 3 * PART,
    fetch: (request: Request) => {
      const { search, pathname } = new URL(request.url);
      sent.push(`${request.method} ${pathname.split("/").at(-1)}${search}`);
      return fetch(request);
    },
  };
  return { fs: swift.fs("media", options), sent, prefix };
}

async function writeIn(
  file: FsFile,
  data: Uint8Array,
  step = 10_000,
): Promise<void> {
  for (let at = 0; at < data.length; at += step) {
    await file.write(data.subarray(at, at + step));
  }
}

Deno.test("S3Fs stores a large file in parts while it is written, and shows it when it is closed", async () => {
  const { fs, sent, prefix } = small();
  await using other = swift.fs("media", { prefix });
  const file = await fs.create("big");
  await writeIn(file, bytes);
  const parts = sent.filter((request) => request.includes("partNumber"));
  assert(parts.length >= 7, parts.join("\n"));
  assertEquals(await other.exists("big"), false);
  assertEquals((await fs.stat("big")).size, bytes.length);
  // What a muxer comes back to: the first bytes, and the latest.
  const patched = bytes.slice();
  for (const at of [0, 40, bytes.length - 60_000]) {
    await file.writeAt(new Uint8Array(8).fill(9), at);
    patched.fill(9, at, at + 8);
  }
  assertEquals(await file.readAt(new Uint8Array(100), 0), 100);
  await file.close();
  assertEquals(await other.readFile("big"), patched);
  assertEquals(await fs.readFile("big"), patched);
  await fs[Symbol.asyncDispose]();
});

Deno.test("S3Fs refuses to change what is no longer held, and keeps what was there", async () => {
  const { fs, prefix } = small();
  await using _ = fs;
  await fs.writeFile("big", "before");
  const file = await fs.create("big");
  await writeIn(file, bytes);
  for (
    const [code, action] of [
      ["ENOSPC", () => file.writeAt(new Uint8Array(8), 2 * PART)],
      ["ENOTSUP", () => file.readAt(new Uint8Array(8), 2 * PART)],
      ["ENOSPC", () => file.truncate(2 * PART + 1)],
      ["EBUSY", () => fs.rename("big", "other")],
    ] as const
  ) {
    const error = await assertRejects(async () => await action(), FsError);
    assertEquals([error.code, error.path], [code, "big"]);
  }
  await using other = swift.fs("media", { prefix });
  assertEquals(await other.readTextFile("big"), "before");
  // What is incomplete is not stored.
  await assertRejects(async () => await file.close(), FsError, "ENOSPC");
  assertEquals(await other.readTextFile("big"), "before");
  await using again = await fs.create("big");
  await writeIn(again, bytes);
  await fs.remove("big");
  await again.close();
  assertEquals(await other.exists("big"), false);
});

Deno.test("S3Fs stores holes, cuts and small changes as they are", async () => {
  const { fs } = small();
  await using _ = fs;
  const file = await fs.create("a");
  await file.writeAt(new Uint8Array([1]), 5 * PART + 10);
  await file.write(new Uint8Array([2]));
  await file.close();
  const expected = new Uint8Array(5 * PART + 11);
  expected.set([2]);
  expected.set([1], 5 * PART + 10);
  assertEquals(await fs.readFile("a"), expected);
  const error = await assertRejects(async () => {
    await using file = await fs.openFile("a", { append: true });
    await file.write(new Uint8Array(1));
  }, FsError);
  assertEquals(error.code, "EFBIG");
  await using cut = await fs.openFile("b", { write: true, create: true });
  await writeIn(cut, bytes.subarray(0, 2.5 * PART));
  await cut.truncate(1.5 * PART);
  await cut.truncate(2 * PART);
  await cut.close();
  const rest = bytes.slice(0, 2 * PART).fill(0, 1.5 * PART);
  assertEquals(await fs.readFile("b"), rest);
  await fs.writeFile("c", "atomic", { atomic: true });
  await using appended = await fs.openFile("c", { append: true });
  await appended.writeString(" and more");
  await appended.close();
  assertEquals(await fs.readTextFile("c"), "atomic and more");
});

Deno.test("S3Fs reaches nothing outside of its prefix, and shows no key that leads up", async () => {
  const prefix = `${crypto.randomUUID()}/`;
  const urls: string[] = [];
  await using fs = swift.fs("media", {
    prefix: `${prefix}in/`,
    fetch: (request) => (urls.push(request.url), fetch(request)),
  });
  await using above = swift.fs("media", { prefix });
  await above.mkdir("in");
  await above.mkdir("in2");
  await writeFile({ fs: above, path: "secret" }, "1");
  await writeFile({ fs: above, path: "in/a b+c&d'(!).txt" }, "2");
  await writeFile({ fs: above, path: "in/%2e%2e" }, "3");
  const directory = await fs.open("/");
  assertEquals(await directory.readdirnames(), ["%2e%2e", "a b+c&d'(!).txt"]);
  await directory.close();
  assertEquals(await fs.readTextFile("a b+c&d'(!).txt"), "2");
  await fs.rename("a b+c&d'(!).txt", "%2e%2e");
  assertEquals(await above.readTextFile("in/%2e%2e"), "2");
  for (const path of ["../secret", "%2e%2e/secret", "..%2fsecret"]) {
    await assertRejects(async () => await fs.readFile(path), FsError);
  }
  for (const url of urls) {
    const { pathname, searchParams } = new URL(url);
    const place = searchParams.get("prefix") ??
      pathname.slice("/media/".length);
    assert(place.startsWith(`${prefix}in/`), url);
  }
});

Deno.test("S3Fs takes a tree, and gives it back", async () => {
  await using fs = swift.fs("media");
  const from = new MemoryFs();
  from.mkdirAll("d/empty");
  from.writeFile("d/a", bytes);
  from.writeFile("b", "2");
  await copy({ fs: from, path: "/" }, { fs, path: "tree" });
  const to = new MemoryFs();
  await copy({ fs, path: "tree" }, { fs: to, path: "/" });
  const paths = await Array.fromAsync(walk(to, "/"), ({ path }) => path);
  assertEquals(paths, ["/", "/b", "/d", "/d/a", "/d/empty"]);
  assertEquals(to.readFile("d/a"), bytes);
});

Deno.test("S3Fs tells who may not ask, and what is missing", async () => {
  const { endpoint, bucket } = swift.options("media");
  const credentials = { accessKeyId: "test:tester", secretAccessKey: "wrong" };
  await using stranger = new S3Fs({ endpoint, bucket, credentials });
  const error = await assertRejects(
    async () => await stranger.stat("a"),
    FsError,
  );
  assertEquals(error.code, "EACCES");
  const renewed = () =>
    Promise.resolve({ ...credentials, secretAccessKey: "testing" });
  await using known = new S3Fs({ endpoint, bucket, credentials: renewed });
  assertEquals((await known.stat("/")).kind, "directory");
  await assertRejects(
    async () => await known.stat("missing"),
    FsError,
    "ENOENT",
  );
  await using nowhere = swift.fs("nowhere");
  await assertRejects(
    async () => await nowhere.writeFile("a", "1"),
    FsError,
    "ENOENT",
  );
});

/** Two file systems in one store with conditions. */
function twins(store: ConditionalStore): [S3Fs, S3Fs] {
  const make = () =>
    new S3Fs({
      ...{ endpoint: store.endpoint, bucket: "media", retryDelays: [0] },
      ...{ partBytes: PART, maxSpoolBytes: 3 * PART },
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
  return [make(), make()];
}

Deno.test("S3Fs creates exclusively, and overwrites no change, where the store knows conditions", async () => {
  await using store = new ConditionalStore();
  const [one, two] = twins(store);
  for (const size of [10, 5 * PART]) {
    const path = `new${size}`;
    const options = { write: true, create: true, exclusive: true };
    const files = [
      await one.openFile(path, options),
      await two.openFile(path, options),
    ] as const;
    for (const file of files) await file.write(bytes.subarray(0, size));
    await files[1].close();
    const error = await assertRejects(
      async () => await files[0].close(),
      FsError,
    );
    assertEquals([error.code, error.path], ["EEXIST", path]);
  }
  await one.writeFile("a", "1");
  const edited = await one.openFile("a", { append: true });
  await edited.write(new Uint8Array([50]));
  await two.writeFile("a", "other");
  const error = await assertRejects(async () => await edited.close(), FsError);
  assertEquals(error.code, "ESTALE");
  assertEquals(await one.readTextFile("a"), "other");
});

Deno.test("S3Fs removes and renames what is just being stored after that", async () => {
  await using store = new ConditionalStore();
  let [isHeld, isOvertaken] = [false, false];
  await using fs = new S3Fs({
    ...{ endpoint: store.endpoint, bucket: "media" },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    async fetch(request) {
      if (request.method === "PUT" && request.body) {
        isHeld = true;
        for (let i = 0; i < 25 && !isOvertaken; i++) await turn();
        isHeld = false;
      } else if (isHeld) isOvertaken = true;
      return await fetch(request);
    },
  });
  for (
    const [change, ...left] of [
      [() => fs.remove("a")],
      [() => fs.rename("a", "b"), "b"],
    ] as const
  ) {
    const file = await fs.create("a");
    await file.writeString("hello");
    await Promise.all([file.close(), change()]);
    assertEquals([...store.objects.keys()], [...left]);
  }
  assertEquals(await fs.readTextFile("b"), "hello");
});

Deno.test("S3Fs appends to what it has stored while a reader is open", async () => {
  await using store = new ConditionalStore();
  const [fs] = twins(store);
  await fs.writeFile("log", "1");
  await using _reader = await fs.open("log");
  await fs.appendFile("log", "2");
  await fs.appendFile("log", "3");
  assertEquals(await fs.readTextFile("log"), "123");
});

Deno.test("S3Fs stores a file under the name that it has got while it was open", async () => {
  await using store = new ConditionalStore();
  const [fs] = twins(store);
  await fs.writeFile("b", "old");
  const exclusive = { write: true, create: true, exclusive: true };
  for (const [path, options] of [["new", exclusive], ["b", { write: true }]]) {
    const file = await fs.openFile(path as string, options as OpenOptions);
    await file.writeString("new");
    await fs.rename(path as string, `to${path}`);
    await file.close();
    assertEquals(await fs.readTextFile(`to${path}`), "new");
  }
  await fs.writeFile("a", "old");
  const file = await fs.openFile("c", exclusive);
  await file.writeString("new");
  await fs.rename("c", "a");
  await file.close();
  assertEquals(await fs.readTextFile("a"), "new");
});

Deno.test("S3Fs stores what was cut to nothing, and refuses what has too many parts at once", async () => {
  await using store = new ConditionalStore();
  const [fs] = twins(store);
  await using file = await fs.create("a");
  await writeIn(file, bytes);
  await file.truncate(0);
  await file.close();
  assertEquals(store.objects.get("a")?.bytes.length, 0);
  await using large = await fs.create("b");
  const grow = async () => await large.truncate(2 ** 52);
  const error = await assertRejects(grow, FsError, "partBytes");
  assertEquals(error.code, "EFBIG");
  await large.close();
  assertEquals(store.objects.get("b")?.bytes.length, 0);
});

Deno.test("S3Fs replaces a file of any size that is emptied once it is open, as guests do", async () => {
  await using store = new ConditionalStore();
  const [fs, other] = twins(store);
  await writeFile({ fs, path: "a" }, bytes);
  const file = await fs.openFile("a", { write: true });
  // Whoever empties it does not mind what others have made of it.
  await other.writeFile("a", "other");
  await file.truncate(0);
  await writeIn(file, bytes.subarray(0, 5 * PART));
  await file.close();
  assertEquals(await other.readFile("a"), bytes.slice(0, 5 * PART));
  await new QuotaFs(fs).writeFile("a", "small");
  assertEquals(await other.readTextFile("a"), "small");
});

Deno.test("S3Fs reports that a file could not be stored, and drops its parts", async () => {
  await using store = new ConditionalStore();
  const [fs] = twins(store);
  const answers = {
    "500 for a part": [
      "EIO",
      "partNumber=3",
      () => new Response(null, { status: 500 }),
    ],
    "an error that says it is none": [
      "EIO",
      "POST big?uploadId",
      () => new Response("<Error><Code>InternalError</Code></Error>"),
    ],
    "no room": [
      "ENOSPC",
      "partNumber=1&",
      () => new Response(null, { status: 507 }),
    ],
  } as const;
  for (const [name, [code, request, answer]] of Object.entries(answers)) {
    store.fail = (received) =>
      received.includes(request) ? answer() : undefined;
    const file = await fs.create("big");
    const written = await Promise.allSettled([writeIn(file, bytes)]);
    const error = await assertRejects(async () => await file.close(), FsError);
    assertEquals(error.code, code, name);
    if (written[0].status === "rejected") {
      assertEquals(written[0].reason.code, code, name);
    }
    assert(store.requests.at(-1)!.startsWith("DELETE big?uploadId"), name);
    assertEquals(store.objects.size, 0, name);
  }
  // A failure that passes.
  let count = 0;
  store.fail = (received) =>
    received.startsWith("PUT") && ++count === 1
      ? new Response(null, { status: 503 })
      : undefined;
  await fs.writeFile("a", "1");
  assertEquals(await fs.readTextFile("a"), "1");
});

Deno.test("S3Fs ends a listing that has no end", async () => {
  let pages = 0;
  await using fs = new S3Fs({
    ...{ endpoint: "http://store", bucket: "media" },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    fetch: () => {
      const text = "<ListBucketResult><IsTruncated>true</IsTruncated>" +
        `<NextContinuationToken>${++pages}</NextContinuationToken>`;
      return Promise.resolve(new Response(text));
    },
  });
  await assertRejects(
    async () => await fs.readDir("/"),
    FsError,
    "does not go on",
  );
  assert(pages < 1000);
});

Deno.test("S3Fs refuses what is no store", () => {
  const good: S3FsOptions = {
    ...{ endpoint: "http://a", bucket: "media" },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  const wrong: Record<string, readonly unknown[]> = {
    endpoint: [
      ...[undefined, "a", "ftp://a", "http://a/b", "http://u:p@a", 1],
      ...["http://a?b", "http://a#b", "http://a\\b", new URL("http://a/?b")],
    ],
    bucket: [undefined, "", "a/b", "..", 1],
    prefix: ["../", "a/../b", "/a", "a//b", "a\ud800", 1],
    credentials: [undefined, {}, { accessKeyId: "a" }, 1],
    partBytes: [0, 1000, NaN, "1"],
    maxSpoolBytes: [-1, NaN],
    unknown: [1],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const options = { ...good, [name]: value } as S3FsOptions;
      assertThrows(() => new S3Fs(options), TypeError, name);
    }
  }
  // Else requests would go to another bucket.
  for (
    const own of [
      ...[{ endpoint: "http://127.0.0.1:9000" }, { endpoint: "http://[::1]" }],
      { bucket: "Media" },
    ]
  ) {
    const options = { ...good, ...own, virtualHost: true };
    assertThrows(() => new S3Fs(options), TypeError, "virtualHost");
  }
  assertThrows(() => new S3Fs(undefined as never), TypeError);
});
