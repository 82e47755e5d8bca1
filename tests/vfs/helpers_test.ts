// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  copy,
  DelegatingFile,
  DelegatingFs,
  DenoFs,
  diskUsage,
  exists,
  type Fs,
  FsError,
  glob,
  isDir,
  isEmpty,
  isErrno,
  isFile,
  MemoryFs,
  ObserveFs,
  type OpenOptions,
  readable,
  readDir,
  readFile,
  readTextFile,
  type SyncFs,
  tempDir,
  tempFile,
  walk,
  writable,
  writeFile,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

function tree(): MemoryFs {
  const fs = new MemoryFs();
  fs.mkdirAll("a/b/c");
  for (const path of ["a/1.png", "a/b/2.png", "a/b/c/3.jpg", "a10", "a/.x"]) {
    fs.writeFile(path, path);
  }
  fs.symlink("b", "a/link");
  return fs;
}

Deno.test("copy() copies a tree with modes, times and links", async () => {
  const from = tree();
  from.chmod("a/1.png", 0o600);
  from.chtimes("a/1.png", 1n, 2n);
  from.chtimes("a/b", 3n, 4n);
  const to = new MemoryFs();
  const steps: number[] = [];
  await copy({ fs: from, path: "a" }, { fs: to, path: "z" }, {
    onProgress: ({ bytes }) => steps.push(bytes),
  });
  const shape = async (fs: MemoryFs, root: string) =>
    await Array.fromAsync(walk(fs, root), ({ path, info }) => [
      path.slice(root.length),
      info.kind,
      info.mode,
      info.kind === "symlink" ? fs.readlink(path) : info.mtimeNs,
    ]);
  assertEquals(await shape(to, "z"), await shape(from, "a"));
  assertEquals(steps.at(-1), await diskUsage(from, "a"));
  assertEquals(steps, steps.toSorted((a, b) => a - b));
});

Deno.test("copy() stops on a signal", () => {
  const controller = new AbortController();
  const to = new MemoryFs();
  assertThrows(
    () =>
      copy({ fs: tree(), path: "a" }, { fs: to, path: "a" }, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      }),
    Error,
    "enough",
  );
  assertEquals(to.exists("a/b/c/3.jpg"), false);
});

Deno.test("walk() visits parents first, in order, and only enters what it may", async () => {
  const paths = async (enter?: (name: string) => boolean) =>
    await Array.fromAsync(
      walk(tree(), "a", enter && { enter: ({ info }) => enter(info.name) }),
      ({ path }) => path,
    );
  assertEquals(await paths(), [
    ...["a", "a/.x", "a/1.png", "a/b", "a/b/2.png", "a/b/c", "a/b/c/3.jpg"],
    "a/link",
  ]);
  assertEquals(await paths((name) => name !== "c"), [
    ...["a", "a/.x", "a/1.png", "a/b", "a/b/2.png", "a/b/c", "a/link"],
  ]);
});

Deno.test("glob() supports the syntax of @std/path", async () => {
  const matches = async (pattern: string) =>
    await Array.fromAsync(glob(tree(), pattern), ({ path }) => path);
  assertEquals(await matches("a/*.png"), ["a/1.png"]);
  assertEquals(await matches("a/**/*.{png,jpg}"), [
    ...["a/1.png", "a/b/2.png", "a/b/c/3.jpg"],
  ]);
  assertEquals(await matches("/a/[0-9].png"), ["/a/1.png"]);
  assertEquals(await matches("no/*"), []);
  assertEquals(await matches("a10"), ["a10"]);
});

Deno.test("exists(), isDir() and isEmpty() follow links", async () => {
  const fs = tree();
  fs.symlink("nowhere", "dangling");
  fs.mkdir("empty");
  fs.writeFile("nothing", "");
  assertEquals(await exists(fs, "a/link/2.png"), true);
  assertEquals(await exists(fs, "dangling"), false);
  assertEquals(await exists(fs, "a10/b"), false);
  assertEquals(await isDir(fs, "a/link"), true);
  assertEquals(await isDir(fs, "a10"), false);
  assertEquals(await isEmpty(fs, "empty"), true);
  assertEquals(await isEmpty(fs, "nothing"), true);
  assertEquals(await isEmpty(fs, "a"), false);
});

Deno.test("writeFile() keeps the old contents when an atomic write fails", async () => {
  const inner = new MemoryFs();
  inner.writeFile("a", "old");
  const fs = new FaultFs(
    inner,
    ({ operation, index }) =>
      operation === "write" && index === 1
        ? { error: "ENOSPC" }
        : { atMost: 2 },
  );
  await assertRejects(
    async () =>
      await writeFile({ fs, path: "a" }, "brand new", { atomic: true }),
    FsError,
  );
  assertEquals(inner.readTextFile("a"), "old");
  assertEquals(inner.open("/").readdirnames(), ["a"]);
});

Deno.test("writeFile() and readFile() transfer everything when each call is partial", async () => {
  const fs = new FaultFs(new MemoryFs(), () => ({ atMost: 3 }));
  await writeFile({ fs, path: "a" }, "hello world");
  const bytes = await readFile(fs, "a");
  assertEquals(new TextDecoder().decode(bytes), "hello world");
});

Deno.test("readFile() says that a file is too large for memory", async () => {
  const memory = new MemoryFs();
  const root = await Deno.makeTempDir();
  using disk = new DenoFs(root);
  const reads: [Fs, (fs: Fs, path: string) => unknown][] = [
    [memory, () => memory.readFile("huge")],
    [disk, readTextFile],
  ];
  for (const [fs, read] of reads) {
    {
      await using file = await fs.create("huge");
      await file.truncate(2 ** 40);
    }
    const error = await assertRejects(
      async () => await read(fs, "huge"),
      FsError,
      "readable",
    );
    assertEquals([error.code, error.path], ["EFBIG", "huge"]);
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("tempFile() and tempDir() follow the dots and links of their directory", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("real/deep");
  fs.symlink("real/deep", "link");
  for (const dir of ["link/..", "link/../", "/link/../."]) {
    for (const path of [tempFile(fs, { dir }), await tempDir(fs, { dir })]) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      assertEquals(fs.exists(`real/${name}`), true, path);
    }
  }
  assertEquals(fs.readDir("/").map(({ name }) => name), ["link", "real"]);
  for (const name of ["prefix", "suffix"]) {
    assertThrows(() => tempFile(fs, { [name]: "../x" }), TypeError, name);
  }
});

Deno.test("readable() reads no further than requested", async () => {
  const inner = new MemoryFs();
  inner.writeFile("a", new Uint8Array(10 * 65_536));
  let reads = 0;
  const fs = new FaultFs(inner, ({ operation }) => {
    if (operation === "read") reads++;
    return undefined;
  });
  const reader = readable(fs, "a").getReader();
  assertEquals((await reader.read()).value?.length, 65_536);
  assertEquals(reads, 1);
  await reader.cancel();
  assertEquals(reads, 1);
});

Deno.test("writable() accepts no more than the file system does", async () => {
  const gate = Promise.withResolvers<void>();
  const fs = new FaultFs(
    new MemoryFs(),
    ({ operation }) =>
      operation === "write" ? { until: gate.promise } : undefined,
  );
  const writer = writable(fs, "a").getWriter();
  await writer.ready;
  const written = writer.write(new Uint8Array(5));
  assertEquals(writer.desiredSize, 0);
  gate.resolve();
  await written;
  await writer.close();
  assertEquals((await fs.stat("a")).size, 5);
});

Deno.test("readable() closes a file that is opened after the stream was cancelled", async () => {
  const memory = new MemoryFs();
  memory.writeFile("a", "hello");
  const operations: string[] = [];
  const observed = new ObserveFs(
    memory,
    ({ operation }) => operations.push(operation),
  );
  const { promise: until, resolve } = Promise.withResolvers<void>();
  const cancelled = readable(new FaultFs(observed, () => ({ until })), "a")
    .cancel();
  resolve();
  await cancelled;
  assertEquals(operations, ["openFile", "close"]);
  await readable(memory, "missing").cancel();
});

Deno.test("readable() and writable() close the file when it fails", async () => {
  const closed: string[] = [];
  const fs = new ObserveFs(
    new FaultFs(
      tree(),
      ({ operation }) =>
        operation === "write" || operation === "read"
          ? { error: "EIO" }
          : undefined,
    ),
    ({ operation, path }) => {
      if (operation === "close") closed.push(path);
    },
  );
  await assertRejects(
    () => new Blob(["a"]).stream().pipeTo(writable(fs, "new")),
    FsError,
  );
  await assertRejects(
    () => readable(fs, "a10").pipeTo(new WritableStream()),
    FsError,
  );
  assertEquals(closed, ["new", "a10"]);
});

Deno.test("tempFile() and tempDir() use unused names", async () => {
  const fs = tree();
  const options = { dir: "a", prefix: "x-", suffix: ".tmp" };
  const paths = await Promise.all(
    Array.from({ length: 20 }, () => tempFile(fs, options)),
  );
  assertEquals(new Set(paths).size, 20);
  assert(paths.every((path) => /^a\/x-.+\.tmp$/.test(path)));
  assertEquals(await isDir(fs, await tempDir(fs)), true);
});

Deno.test("diskUsage() counts a file with two names once", async () => {
  const fs = new MemoryFs();
  fs.writeFile("a", new Uint8Array(1000));
  fs.link("a", "b");
  assertEquals(await diskUsage(fs, "/"), 1000);
});

Deno.test("the helpers of a synchronous file system are synchronous", () => {
  const fs: SyncFs & MemoryFs = tree();
  const isThere: boolean = fs.exists("a/b") && exists(fs, "a/b");
  const isMissing: boolean = !fs.exists("no") && !exists(fs, "no");
  assert(isThere && isMissing);
  assertEquals([fs.isDir("a"), fs.isFile("a"), fs.isEmpty("a")], [
    ...[true, false, false],
  ]);
  assertEquals([isDir(fs, "a10"), isFile(fs, "a10"), isEmpty(fs, "a10")], [
    ...[false, true, false],
  ]);
  assertEquals(fs.readDir("a/b").map(({ name }) => name), ["2.png", "c"]);
  assertEquals(readDir(fs, "a/b"), fs.readDir("a/b"));
  writeFile({ fs, path: "new" }, "at once", { atomic: true });
  assertEquals([fs.readTextFile("new"), readTextFile(fs, "new")], [
    ...["at once", "at once"],
  ]);
  assertEquals(readFile(fs, "new"), fs.readFile("new"));
  fs.copy("a", "copy");
  copy({ fs, path: "a" }, { fs, path: "other" });
  assertEquals([fs.diskUsage("copy"), diskUsage(fs, "other")], [
    ...[fs.diskUsage("a"), fs.diskUsage("a")],
  ]);
  assertEquals([fs.isFile(fs.tempFile()), isDir(fs, tempDir(fs))], [
    ...[true, true],
  ]);
  assertEquals(fs.readDir("/").filter(({ name }) => /^\./.test(name)), []);
});

Deno.test("the helpers of any other file system are awaited", async () => {
  const inner = tree();
  const fs = new FaultFs(inner, () => ({ atMost: 3 }));
  for (const answer of [fs.exists("a"), exists(fs, "a"), fs.isFile("a10")]) {
    assert(answer instanceof Promise);
    assertEquals(await answer, true);
  }
  assertEquals(await fs.readDir("a/b"), inner.readDir("a/b"));
  assertEquals(await readTextFile(fs, "a10"), "a10");
  await fs.copy("a", { fs: inner, path: "copy" });
  await fs.copy("a", "again");
  assertEquals(inner.diskUsage("copy"), inner.diskUsage("a"));
  assertEquals(await fs.diskUsage("again"), inner.diskUsage("a"));
});

Deno.test("a helper that fails closes the file, and reports both failures", async () => {
  const closed: string[] = [];
  const fs = new FaultFs(new MemoryFs(), ({ operation }) => {
    closed.push(operation);
    return operation === "write" ? { error: "EIO" } : undefined;
  });
  class Stubborn extends DelegatingFs {
    override async openFile(path: string, options?: OpenOptions) {
      const file = await super.openFile(path, options);
      return new (class extends DelegatingFile {
        override async [Symbol.asyncDispose]() {
          await super[Symbol.asyncDispose]();
          closed.push("disposed");
          throw new FsError("ENOSPC", { operation: "close", path });
        }
      })(path, file);
    }
  }
  const error = await assertRejects(async () =>
    await new Stubborn("Stubborn", fs).writeFile("a", "text")
  );
  assert(error instanceof SuppressedError);
  assertEquals(error.message, (error.error as Error).message);
  assert(isErrno(error.error, "ENOSPC") && isErrno(error.suppressed, "EIO"));
  assertEquals(closed.at(-1), "disposed");
});
