// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Arguments are checked before anything starts: `deno run` does not check
 * types.
 */
import {
  assertEquals,
  AssertionError,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BaseFs,
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  copy,
  DelegatingFs,
  DenoFs,
  DeviceFs,
  diskUsage,
  exists,
  FilterFs,
  type Fs,
  FsError,
  glob,
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
      [() => fs.chtimes("a", undefined, new Date() as Anything), "mtimeNs"],
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
