// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Arguments are checked before anything starts: `deno run` does not check
 * types.
 */
import { Buffer } from "node:buffer";
import {
  assertEquals,
  AssertionError,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  AnswerError,
  BaseFile,
  BaseFs,
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  copy,
  DelegatingFs,
  DenoFs,
  DeviceFs,
  diskUsage,
  errorToJSON,
  exists,
  FilterFs,
  type Fs,
  FsError,
  glob,
  HttpFs,
  isDir,
  isEmpty,
  isFile,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  readable,
  ReadAheadFs,
  readDir,
  readFile,
  ReadOnlyFs,
  readTextFile,
  tempDir,
  tempFile,
  walk,
  writable,
  writeFile,
} from "../../vfs/mod.ts";
import { translate } from "../../vfs/host/host_error.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

/** What an untyped program may pass for any argument. */
// deno-lint-ignore no-explicit-any
type Anything = any;

/**
 * Asserts that a `TypeError` is thrown, or is the reason of a rejection, and
 * names `name`.
 */
async function assertRefused(
  action: () => unknown,
  name: string,
  what: string,
): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("Cannot use")) {
      const shown = name.includes(" ") ? name : `\`${name}\``;
      assertStringIncludes(error.message, shown, what);
      return error.message;
    }
    throw new AssertionError(`${what}: received ${error}`, { cause: error });
  }
  throw new AssertionError(`${what}: nothing was refused`);
}

const notPaths: readonly Anything[] = [1, null, undefined, {}, ["a"], true];

async function fileSystems(): Promise<readonly Fs[]> {
  const memory = () => new MemoryFs();
  return [
    memory(),
    new BaseFs("BaseFs"),
    new BasePathFs(memory(), "/"),
    new BlobFs({ a: new Uint8Array(1) }),
    new CacheOnReadFs(memory(), memory()),
    new DelegatingFs("DelegatingFs", memory()),
    new DenoFs(await Deno.makeTempDir()),
    new DeviceFs(),
    new FaultFs(memory(), () => undefined),
    new FilterFs(memory(), /./),
    new MountFs({ "/": memory() }),
    new ObserveFs(memory(), () => {}),
    new OverlayFs(memory(), memory()),
    new QuotaFs(memory()),
    new ReadAheadFs(memory()),
    new ReadOnlyFs(memory()),
  ];
}

Deno.test("every method of every file system refuses a path that is not a string", async () => {
  for (const fs of await fileSystems()) {
    for (const path of notPaths) {
      const methods: Record<string, (() => unknown) | undefined> = {
        create: () => fs.create(path),
        open: () => fs.open(path),
        openFile: () => fs.openFile(path, { write: true, create: true }),
        mkdir: () => fs.mkdir(path),
        mkdirAll: () => fs.mkdirAll(path),
        remove: () => fs.remove(path),
        removeAll: () => fs.removeAll(path),
        stat: () => fs.stat(path),
        chmod: () => fs.chmod(path, 0o600),
        chown: () => fs.chown(path, 0, 0),
        chtimes: () => fs.chtimes(path, 0n, 0n),
        lstat: fs.lstat && (() => fs.lstat!(path)),
        readlink: fs.readlink && (() => fs.readlink!(path)),
        symlink: fs.symlink && (() => fs.symlink!("a", path)),
        lchtimes: fs.lchtimes && (() => fs.lchtimes!(path, 0n, 0n)),
      };
      for (const [name, method] of Object.entries(methods)) {
        if (!method) continue;
        await assertRefused(method, "path", `${fs.name}.${name}(${path})`);
      }
    }
    // It has no files at all.
    if (fs.name === "BaseFs") continue;
    const two = [fs.rename, fs.link].filter((method) => method !== undefined);
    for (const method of two) {
      const call = (a: Anything, b: Anything) => () => method.call(fs, a, b);
      await assertRefused(call("a", 1), "newPath", `${fs.name}.${method.name}`);
    }
  }
});

Deno.test("every helper refuses an invalid file system, and a path that is not a string", async () => {
  const helpers: Record<string, (fs: Anything, path: Anything) => unknown> = {
    diskUsage,
    exists,
    isDir,
    isEmpty,
    isFile,
    readable,
    readDir,
    readFile,
    readTextFile,
    writable,
  };
  const fs = new MemoryFs();
  for (const [name, helper] of Object.entries(helpers)) {
    for (const none of [undefined, null, {}, "fs", { openFile: 1 }]) {
      await assertRefused(() => helper(none, "/"), "fs", name);
    }
    for (const path of notPaths) {
      await assertRefused(() => helper(fs, path), "path", name);
    }
  }
  const any = fs as Anything;
  const table: [() => unknown, string][] = [
    [() => walk(any, 1 as Anything), "root"],
    [() => walk({} as Anything, "/"), "fs"],
    [() => walk(fs, "/", { enter: 1 as Anything }), "enter"],
    [() => glob(fs, 1 as Anything), "pattern"],
    [() => tempFile(fs, { dir: 1 as Anything }), "dir"],
    [() => tempDir(fs, { sufix: "" } as Anything), "sufix"],
    [() => writeFile({ fs, path: 1 as Anything }, ""), "to.path"],
    [() => writeFile(any, "a"), "to.fs"],
    [() => writeFile(null as Anything, "a"), "to"],
    [() => writeFile({ fs, path: "a" }, 1 as Anything), "data"],
    [
      () => writeFile({ fs, path: "a" }, "", { atomic: 1 as Anything }),
      "atomic",
    ],
    [() => fs.writeFile("a", null as Anything), "data"],
    [() => copy({ fs, path: "a" }, "b" as Anything), "to"],
    [() => copy({ fs, path: 1 as Anything }, { fs, path: "b" }), "from.path"],
    [() => fs.copy("a", { fs: {}, path: "b" } as Anything), "to.fs"],
    [() => fs.copy("a", "b", { signal: {} as Anything }), "signal"],
    [() => fs.copy("a", "b", { progress: 1 } as Anything), "progress"],
  ];
  for (const [action, name] of table) {
    await assertRefused(action, name, `${action}`);
  }
  assertEquals(fs.readDir("/"), []);
});

Deno.test("every file refuses to seek from where nobody knows", async () => {
  for (const fs of await fileSystems()) {
    const isWritable = await attempt(() => fs.create("a"));
    if (isWritable) await isWritable.close();
    // A device has no positions.
    for (const path of fs.name === "DeviceFs" ? ["/"] : ["a", "/"]) {
      const file = await attempt(() => fs.open(path));
      if (!file) continue;
      for (const origin of ["START", "", "constructor", "__proto__", 0, null]) {
        await assertRefused(
          () => file.seek(1, origin as Anything),
          "origin",
          `${fs.name} ${path} ${origin}`,
        );
      }
      await file.close();
    }
  }
});

async function attempt<T>(action: () => T): Promise<Awaited<T> | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof FsError) return undefined;
    throw error;
  }
}

Deno.test("file systems and helpers know no names but those that they were given", async () => {
  const read = () => 0;
  const fs = new DeviceFs({ "constructor/toString": () => ({ read }) });
  assertEquals(
    (await fs.readDir("/constructor")).map(({ name, kind }) => [name, kind]),
    [["toString", "characterDevice"]],
  );
  assertEquals((await fs.stat("/constructor")).kind, "directory");
  assertEquals(await exists(fs, "/__proto__"), false);
  const strange = Object.assign(new Error("no"), { code: "constructor" });
  assertEquals(translate(strange, "open", "a"), strange);
  strange.name = "constructor";
  assertEquals(translate(strange, "open", "a"), strange);
});

Deno.test("every constructor refuses an invalid file system", async () => {
  const fs = new MemoryFs();
  const none = {} as Anything;
  const table: [() => unknown, string][] = [
    [() => new BasePathFs(none, "a"), "fs"],
    [() => new BasePathFs(fs, 1 as Anything), "base"],
    [() => new CacheOnReadFs(none, fs), "base"],
    [() => new CacheOnReadFs(fs, none), "cache"],
    [() => new DelegatingFs("x", none), "fs"],
    [() => new FaultFs(none, () => undefined), "fs"],
    [() => new FaultFs(fs, none), "plan"],
    [() => new FilterFs(none, /./), "fs"],
    [() => new FilterFs(fs, "*.png" as Anything), "shown"],
    [() => new MountFs(null as Anything), "mounts"],
    [() => new MountFs({ "/": fs, "/b": none }), 'mounts["/b"]'],
    [() => new ObserveFs(none, () => {}), "fs"],
    [() => new ObserveFs(fs, none), "listener"],
    [() => new OverlayFs(none, fs), "base"],
    [() => new OverlayFs(fs, none), "layer"],
    [() => new QuotaFs(undefined as Anything, {}), "fs"],
    [() => new ReadAheadFs(none), "fs"],
    [() => new ReadOnlyFs(none), "fs"],
    [() => new BlobFs({ a: "text" as Anything }), 'files["a"]'],
    [() => new BlobFs({ a: { size: NaN, read: () => 0 } }), 'files["a"]'],
    [() => new BlobFs({ a: [1] as Anything }), 'files["a"]'],
    [() => new CacheOnReadFs(fs, fs), "cache"],
    [() => new DeviceFs({ a: {} as Anything }), 'devices["a"]'],
    [() => new DenoFs(1 as Anything), "root"],
  ];
  for (const [action, name] of table) {
    await assertRefused(action, name, `${action}`);
  }
});

Deno.test("unknown and invalid options are refused", async () => {
  const fs = new MemoryFs();
  const overlay = new OverlayFs(fs, new MemoryFs());
  const make: Record<string, (options: Anything) => unknown> = {
    CacheOnReadFs: (options) => new CacheOnReadFs(fs, new MemoryFs(), options),
    commit: (options) => overlay.commit(options),
    DenoFs: (options) => new DenoFs(".", options),
    FilterFs: (options) => new FilterFs(fs, /./, options),
    HttpFs: (options) => new HttpFs("http://a/", options),
    MemoryFs: (options) => new MemoryFs(options),
    openFile: (options) => fs.openFile("/", options),
    QuotaFs: (options) => new QuotaFs(fs, options),
    ReadAheadFs: (options) => new ReadAheadFs(fs, options),
  };
  for (const [name, action] of Object.entries(make)) {
    await action(undefined);
    for (const options of [null, 10, "options"]) {
      const shown = `the options of ${name}`;
      await assertRefused(() => action(options), shown, `${options}`);
    }
    await assertRefused(() => action({ maxByte: 10 }), "maxByte", name);
  }
  const whole = [NaN, "10", -1, 1.5, 10n, null, {}];
  const wrong: Record<string, Record<string, readonly unknown[]>> = {
    QuotaFs: {
      ...{ maxBytes: whole, maxFiles: whole, maxFileBytes: whole },
      countExisting: [0, "no", null],
    },
    CacheOnReadFs: { maxBytes: whole, ttl: [NaN, "10", -1, null] },
    ReadAheadFs: {
      blockBytes: [...whole, 0, Infinity],
      ...{ blocksAhead: whole, maxBlocks: [...whole, 4] },
    },
    DenoFs: { symlinks: ["some", null, 1], soleWriter: [1, "yes"] },
    FilterFs: { hideDirectories: [1] },
    HttpFs: {
      blockBytes: [...whole, 0, Infinity],
      ...{ blocksAhead: [...whole, 65], tailBytes: whole },
      ...{ maxCacheBytes: whole, maxDownloadBytes: whole },
      ...{ maxRetryDelay: whole, stallTimeout: whole, retryDelays: [1] },
      ...{ fetch: [1], headers: [1, null], redirectsTo: ["/a"] },
      ...{ signal: [{}], write: [1], maxSpoolBytes: whole },
    },
    MemoryFs: { now: [1n] },
    openFile: { write: [1, "yes"], mode: [-1, NaN, "600", 1.5] },
    commit: { target: [{}, "/"], signal: [{}] },
  };
  for (const [name, options] of Object.entries(wrong)) {
    for (const [option, values] of Object.entries(options)) {
      for (const value of values) {
        const action = () => make[name]!({ [option]: value });
        await assertRefused(action, option, `${name} ${option} ${value}`);
      }
    }
  }
});

Deno.test("invalid modes, owners and times are refused", async () => {
  const base = new MemoryFs();
  base.writeFile("a", "");
  const before = base.stat("a");
  for (const fs of [base, new BasePathFs(base, "/"), new QuotaFs(base)]) {
    const table: [() => unknown, string][] = [
      [() => fs.chmod("a", NaN), "mode"],
      [() => fs.chmod("a", "600" as Anything), "mode"],
      [() => fs.mkdir("b", -1), "mode"],
      [() => fs.chown("a", 0.5, 0), "uid"],
      [() => fs.chown("a", 0, NaN), "gid"],
      [() => fs.chtimes("a", 1 as Anything, undefined), "atimeNs"],
      [() => fs.chtimes("a", undefined, new Date(NaN)), "mtimeNs"],
    ];
    for (const [action, name] of table) {
      await assertRefused(action, name, `${fs.name} ${action}`);
    }
  }
  assertEquals(base.stat("a"), before);
  assertEquals(base.exists("b"), false);
});

Deno.test("a TypeError states what was received, and what is valid", async () => {
  const fs = new MemoryFs();
  const message = (action: () => unknown, name: string) =>
    assertRefused(action, name, name);
  assertEquals(
    await message(() => new QuotaFs(fs, { maxBytes: NaN }), "maxBytes"),
    "Cannot use `maxBytes`: received NaN; give a whole number of at least 0, " +
      "or Infinity",
  );
  assertEquals(
    await message(() => new QuotaFs(fs, { maxByte: 1 } as Anything), "maxByte"),
    "Cannot use `maxByte`: received an option that QuotaFs does not have; " +
      "give one of `maxBytes`, `maxFiles`, `maxFileBytes`, `countExisting`",
  );
  assertEquals(
    await message(() => fs.open(1 as Anything), "path"),
    "Cannot use `path`: received 1; give a string",
  );
  const long = "x".repeat(1_000_000);
  const { length } = await message(
    () => new QuotaFs(fs, { maxBytes: long as Anything }),
    "maxBytes",
  );
  assertEquals(length < 200, true);
});

Deno.test("a file system is not created with names that cannot be found in it", () => {
  const memory = new MemoryFs();
  const device = () => ({});
  for (const path of ["../a", "a/../b", "..", "a/", "."]) {
    assertThrows(() => new BlobFs({ [path]: new Uint8Array(1) }), FsError);
    assertThrows(() => new DeviceFs({ [path]: device }), FsError);
  }
  assertThrows(() => new DeviceFs({ "": device }), FsError, "ENOENT");
  for (
    const paths of [["/a", "/a/"], ["/a", "a"], ["/x/../b"], ["/b", "/./b"]]
  ) {
    const mounts = Object.fromEntries(paths.map((path) => [path, memory]));
    assertThrows(
      () => new MountFs({ "/": memory, ...mounts }),
      TypeError,
      "a path of its own",
    );
  }
  assertThrows(() => new OverlayFs(memory, memory), TypeError, "`layer`");
});

/** File systems in which files can be written. */
async function writableSystems(): Promise<readonly Fs[]> {
  const readOnly = ["BaseFs", "BlobFs", "DeviceFs", "ReadOnlyFs"];
  return (await fileSystems()).filter(({ name }) => !readOnly.includes(name));
}

/** The same bytes in every form. */
function formsOf(
  bytes: number[],
): Record<string, ArrayBufferView | ArrayBufferLike> {
  const padded = Uint8Array.of(0, 0, 0, 0, ...bytes, 0);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const { buffer } = padded;
  return {
    Uint8Array: Uint8Array.from(bytes),
    "part of a buffer": padded.subarray(4, 4 + bytes.length),
    DataView: new DataView(buffer, 4, bytes.length),
    Int8Array: new Int8Array(buffer, 4, bytes.length),
    Uint16Array: new Uint16Array(buffer.slice(4, 4 + bytes.length)),
    ArrayBuffer: buffer.slice(4, 4 + bytes.length),
    SharedArrayBuffer: shared,
    "view of shared memory": new Uint8Array(shared),
    Buffer: Buffer.from(bytes),
  };
}

const notBytes: readonly Anything[] = [
  ...[undefined, null, 1, true, "text", [1, 2], {}, { length: 2 }, new Date()],
  ...[new Blob(["x"]), new String("x"), () => {}],
];

Deno.test("bytes in every form are written and read as what they are", async () => {
  const bytes = [1, 200, 3, 4];
  for (const fs of await writableSystems()) {
    for (const [form, given] of Object.entries(formsOf(bytes))) {
      const what = `${fs.name} ${form}`;
      const data = given as Uint8Array;
      for (const atomic of [false, true]) {
        await writeFile({ fs, path: "whole" }, given, { atomic });
        assertEquals(await readFile(fs, "whole"), Uint8Array.from(bytes), what);
      }
      await using file = await fs.create("pieces");
      assertEquals(await file.write(data), 4, what);
      assertEquals(await file.writeAt(data, 6), 4, what);
      assertEquals((await file.stat()).size, 10, what);
      const wanted = Uint8Array.of(...bytes, 0, 0, ...bytes);
      assertEquals(await readFile(fs, "pieces"), wanted, what);
      const target = formsOf([0, 0, 0, 0])[form]! as Uint8Array;
      const view = ArrayBuffer.isView(target)
        ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
        : new Uint8Array(target);
      assertEquals(await file.readAt(target, 6), 4, what);
      assertEquals([...view], bytes, what);
      view.fill(0);
      await file.seek(0);
      assertEquals(await file.read(target), 4, what);
      assertEquals([...view], bytes, what);
    }
  }
});

Deno.test("what is not bytes is neither written nor read", async () => {
  for (const fs of await writableSystems()) {
    await using file = await fs.create("a");
    await file.writeString("1234");
    for (const value of notBytes) {
      const what = `${fs.name} ${value}`;
      await assertRefused(() => file.write(value), "data", what);
      await assertRefused(() => file.writeAt(value, 0), "data", what);
      await assertRefused(() => file.read(value), "buffer", what);
      await assertRefused(() => file.readAt(value, 0), "buffer", what);
      if (typeof value === "string") continue;
      await assertRefused(() => file.writeString(value), "text", what);
      if (value instanceof Blob) continue;
      const write = () => writeFile({ fs, path: "a" }, value);
      await assertRefused(write, "data", what);
    }
    for (const origin of ["begin", 0, null] as Anything[]) {
      await assertRefused(() => file.seek(0, origin), "origin", fs.name);
    }
    await using directory = await fs.open("/");
    for (const count of [-1, NaN, "2", 1.5, null] as Anything[]) {
      await assertRefused(() => directory.readdir(count), "count", fs.name);
    }
    assertEquals(await readTextFile(fs, "a"), "1234");
  }
});

Deno.test("writeFile() and writable() take text, bytes and blobs, and refuse the rest", async () => {
  for (const fs of await writableSystems()) {
    const data = [
      "Grüße ",
      ...Object.values(formsOf([65, 66])),
      new Blob(["-", "end"]),
    ];
    const wanted = `Grüße ${"AB".repeat(data.length - 2)}-end`;
    const writer = writable(fs, "stream").getWriter();
    let sum = "";
    for (const piece of data) {
      await writer.write(piece);
      await writeFile({ fs, path: "piece" }, piece);
      sum += await readTextFile(fs, "piece");
    }
    await writer.close();
    assertEquals(sum, wanted, fs.name);
    assertEquals(await readTextFile(fs, "stream"), wanted, fs.name);
    for (const value of notBytes) {
      if (typeof value === "string" || value instanceof Blob) continue;
      const stream = writable(fs, "refused").getWriter();
      stream.closed.catch(() => {});
      await assertRefused(
        () => stream.write(value),
        "chunk",
        `${fs.name} ${value}`,
      );
      assertEquals(await readTextFile(fs, "refused"), "", fs.name);
    }
  }
  // Only a blob has to be waited for.
  const fs = new MemoryFs();
  assertEquals(fs.writeFile("a", new ArrayBuffer(3)), undefined);
  await fs.writeFile("b", new Blob(["hello"]));
  assertEquals([fs.stat("a").size, fs.readTextFile("b")], [3, "hello"]);
});

Deno.test("times are given as nanoseconds or dates, and nothing else", async () => {
  const date = new Date(1_234_567_890_123);
  const ns = 1_234_567_890_123_000_000n;
  for (const fs of await writableSystems()) {
    await writeFile({ fs, path: "a" }, "");
    const times = async () => {
      const { atimeNs, mtimeNs } = await fs.stat("a");
      return [atimeNs, mtimeNs];
    };
    const chtimes = (...times: Anything[]) =>
      fs.chtimes("a", times[0], times[1]);
    await chtimes(date, 5_000_000n);
    assertEquals(await times(), [ns, 5_000_000n], fs.name);
    await fs.lchtimes!("a", undefined, date as Anything);
    assertEquals(await times(), [ns, ns], fs.name);
    {
      await using file = await fs.open("a");
      await file.chtimes(0n, date as Anything);
      assertEquals(await times(), [0n, ns], fs.name);
      for (const time of [1, "1", null, new Date(NaN), {}] as Anything[]) {
        const what = `${fs.name} ${time}`;
        await assertRefused(() => chtimes(time, undefined), "atimeNs", what);
        await assertRefused(() => fs.lchtimes!("a", 0n, time), "mtimeNs", what);
        await assertRefused(() => file.chtimes(0n, time), "mtimeNs", what);
      }
    }
    assertEquals(await times(), [0n, ns], fs.name);
  }
});

Deno.test("modes and owners are numbers for every file system", async () => {
  for (const fs of await writableSystems()) {
    await writeFile({ fs, path: "a" }, "");
    for (
      const mode of [{ recursive: true }, "755", -1, NaN, null] as Anything[]
    ) {
      const what = `${fs.name} ${mode}`;
      await assertRefused(() => fs.mkdir("d", mode), "mode", what);
      await assertRefused(() => fs.mkdirAll("d/e", mode), "mode", what);
      await assertRefused(() => fs.chmod("a", mode), "mode", what);
      await assertRefused(() => fs.chown("a", mode, 0), "uid", what);
    }
    assertEquals(await exists(fs, "d"), false, fs.name);
  }
});

Deno.test("BlobFs takes bytes in every form", async () => {
  const fs = new BlobFs(formsOf([1, 2, 3, 4]));
  for (const { name } of await fs.readDir("/")) {
    assertEquals(await fs.readFile(name), Uint8Array.of(1, 2, 3, 4), name);
  }
});

Deno.test("sources and devices that do not say how much they have transferred are refused", async () => {
  for (const count of [undefined, NaN, -1, 1.5, "4", 99] as Anything[]) {
    const read = () => count;
    const blobs = new BlobFs({ a: { size: 10, read } });
    const devices = new DeviceFs({ a: () => ({ read, write: read }) });
    const assertNamed = async (method: string, call: () => unknown) => {
      const error = await assertRejects(async () => await call(), AnswerError);
      assertEquals(error.method, method, `${count}`);
    };
    await assertNamed("read", () => blobs.readFile("a"));
    await using device = await devices.openFile("a", {
      read: true,
      write: true,
    });
    const buffer = new Uint8Array(10);
    await assertNamed("read", () => device.read(buffer));
    await assertNamed("write", () => device.write(buffer));
  }
  const none = new DeviceFs({ a: (() => undefined) as Anything });
  await assertRefused(() => none.open("a"), "what the function", "none");
});

Deno.test("a file that says it has written nothing is not written to for ever", async () => {
  for (const count of [0, NaN, undefined, 99] as Anything[]) {
    class Odd extends BaseFs {
      override openFile(path: string): BaseFile {
        return new (class extends BaseFile {
          override write = () => count;
        })(path);
      }
    }
    const fs = new Odd("Odd");
    for (
      const write of [
        () => fs.writeFile("a", "text"),
        async () => await (await fs.open("a")).writeString("text"),
      ]
    ) {
      const error = await assertRejects(
        async () => await write(),
        AnswerError,
      );
      assertEquals(error.method, "write");
    }
  }
});

Deno.test("FsError() refuses an unknown code, and paths that are none", async () => {
  const options = { operation: "open", path: "a" };
  const make = (code: Anything, options: Anything) => () =>
    new FsError(code, options);
  for (const code of ["ENOPE", "toString", "", undefined, 2, null]) {
    await assertRefused(make(code, options), "code", `${code}`);
  }
  await assertRefused(make("EIO", null), "the options of FsError", "null");
  await assertRefused(make("EIO", { operation: "open" }), "path", "no path");
  for (const name of ["operation", "path", "dest", "hint"]) {
    await assertRefused(make("EIO", { ...options, [name]: 1 }), name, name);
  }
  await assertRefused(make("EIO", { ...options, pth: "" }), "pth", "pth");
});

Deno.test("the clock of a MemoryFs returns nanoseconds as a bigint", async () => {
  for (const now of [Date.now, () => undefined, () => "1"] as Anything[]) {
    const make = () => new MemoryFs({ now });
    await assertRefused(make, "the result of now", `${now}`);
  }
});

Deno.test("errorToJSON() takes errors only", async () => {
  for (const value of ["text", undefined, null, {}] as Anything[]) {
    await assertRefused(() => errorToJSON(value), "error", `${value}`);
  }
});
