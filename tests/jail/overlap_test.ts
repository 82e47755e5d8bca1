// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Overlapping views of one file system: whatever is done through one of them,
 * the others stay in their roots, and none waits forever.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Runtime } from "../../mod.ts";
import {
  BasePathFs,
  CacheOnReadFs,
  DenoFs,
  exists,
  FilterFs,
  type Fs,
  FsError,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  ReadOnlyFs,
  walk,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { Random } from "../support/random.ts";
import { prepare } from "../support/prepare.ts";

const secret = "SECRET".padEnd(777, ".");

/** Directories of the host that file systems were created for. */
class Folders implements AsyncDisposable {
  readonly #paths: string[] = [];

  make(): string {
    const path = Deno.makeTempDirSync();
    this.#paths.push(path);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const path of this.#paths) {
      await Deno.remove(path, { recursive: true });
    }
  }
}

/** A file system whose calls are all asynchronous. */
function slow(fs: Fs): Fs {
  return new FaultFs(fs, () => ({ until: nextTurn() }));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type Make = (folders: Folders) => Fs;

const backends: Record<string, Make> = {
  MemoryFs: () => new MemoryFs(),
  DenoFs: (folders) => new DenoFs(folders.make()),
};

const decorators: Record<string, (fs: Fs) => Fs> = {
  itself: (fs) => fs,
  OverlayFs: (fs) => new OverlayFs(new MemoryFs(), fs),
  MountFs: (fs) => new MountFs({ "/": fs, "/mnt": new MemoryFs() }),
  CacheOnReadFs: (fs) => new CacheOnReadFs(fs, new MemoryFs()),
  ReadAheadFs: (fs) => new ReadAheadFs(fs),
  QuotaFs: (fs) => new QuotaFs(fs, { maxBytes: 2 ** 20 }),
  ObserveFs: (fs) => new ObserveFs(fs, () => {}),
  slow,
  BasePathFs: (fs) => new BasePathFs(fs, "/"),
  FilterFs: (fs) => new FilterFs(fs, /./),
};

/** Each decorator over each backend, and each two over memory. */
function* stacks(): Generator<[name: string, make: Make]> {
  for (const [backend, make] of Object.entries(backends)) {
    for (const [name, decorate] of Object.entries(decorators)) {
      yield [`${name} over ${backend}`, (folders) => decorate(make(folders))];
    }
  }
  for (const [outer, over] of Object.entries(decorators)) {
    for (const [inner, decorate] of Object.entries(decorators)) {
      if (outer === "itself" || inner === "itself") continue;
      yield [
        `${outer} over ${inner}`,
        () => over(decorate(new MemoryFs())),
      ];
    }
  }
}

async function put(fs: Fs, path: string, text: string): Promise<void> {
  await using file = await fs.create(path);
  await file.writeString(text);
}

async function get(fs: Fs, path: string): Promise<string> {
  await using file = await fs.open(path);
  const buffer = new Uint8Array(1000);
  const count = await file.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

/**
 * `/data/sub` is the root of `inner`, `/data` that of `outer`. `/secret` is
 * outside both, `/data/beside` outside `inner` only.
 */
async function plant(fs: Fs): Promise<void> {
  for (
    const path of [
      ...["/secret", "/secret/sub", "/data", "/data/sub", "/data/beside"],
    ]
  ) {
    await fs.mkdir(path);
    await fs.mkdir(`${path}/d`);
    const isInside = path === "/data/sub";
    for (const own of [`${path}/x`, `${path}/d/x`]) {
      await put(fs, own, isInside ? "inside" : secret);
    }
    if (!isInside) await put(fs, `${path}/OUTMARK`, "");
  }
}

/** Everything outside `inner`, except for access times. */
async function outside(fs: Fs, folders: readonly string[]): Promise<unknown[]> {
  const all = [];
  for (const folder of folders) {
    for await (const { path, info } of walk(fs, folder)) {
      const { atimeNs: _, ...rest } = info;
      const text = info.kind === "file" ? await get(fs, path) : undefined;
      all.push([path, rest, text]);
    }
  }
  return all;
}

/** The same without what changes in a directory when it is moved. */
async function contents(fs: Fs, folders: readonly string[]): Promise<unknown> {
  const all = [];
  for (const folder of folders) {
    for await (const { path, info } of walk(fs, folder)) {
      const text = info.kind === "file" ? await get(fs, path) : undefined;
      all.push([path, info.kind, info.mode, info.mtimeNs, text]);
    }
  }
  return all;
}

/** The operations from within; each returns what it saw. */
const uses: Record<string, (fs: Fs) => Promise<unknown>> = {
  read: (fs) => get(fs, "x"),
  readDeep: (fs) => get(fs, "d/x"),
  write: (fs) => put(fs, "x", "inside"),
  create: (fs) => put(fs, "new", "inside"),
  stat: async (fs) => (await fs.stat("x")).size,
  statRoot: async (fs) => (await fs.stat("/")).kind,
  lstat: async (fs) => (await fs.lstat!("d/x")).size,
  list: async (fs) => {
    await using directory = await fs.open("/");
    return await directory.readdirnames();
  },
  mkdir: async (fs) => await fs.mkdir("made"),
  link: async (fs) => await fs.link!("x", "hard"),
  symlink: async (fs) => await fs.symlink!("x", "soft"),
  rename: async (fs) => await fs.rename("d/x", "moved"),
  chmod: async (fs) => await fs.chmod("x", 0o600),
  chtimes: async (fs) => await fs.chtimes("x", 0n, 0n),
  remove: async (fs) => await fs.remove("OUTMARK"),
  removeAll: async (fs) => await fs.removeAll("/"),
};

function assertInside(seen: unknown, what: string): void {
  const text = JSON.stringify(seen) ?? "";
  const isOutside = /SECRET|777|OUTMARK/.test(text);
  assert(!isOutside, `${what} has seen ${text.slice(0, 40)}`);
}

/** Uses `fs` in every way, starting with another operation each time. */
async function useAll(fs: Fs, first: number): Promise<void> {
  const all = Object.entries(uses);
  for (let i = 0; i < all.length; i++) {
    const [name, use] = all[(first + i) % all.length]!;
    try {
      assertInside(await use(fs), name);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
    }
  }
}

/** Replaces a directory by something else, and puts it back. */
interface Swap {
  away(outer: Fs, whole: Fs): Promise<void>;
  back(outer: Fs, whole: Fs): Promise<void>;
}

const swaps: Record<string, Swap> = {
  "a link in the place of the directory above": {
    async away(_outer, whole) {
      await whole.rename("data", "elsewhere");
      await whole.symlink!("secret", "data");
    },
    async back(_outer, whole) {
      await whole.remove("data");
      await whole.rename("elsewhere", "data");
    },
  },
  "a link to what is beside": {
    async away(outer) {
      await outer.rename("sub", "away");
      await outer.symlink!("beside", "sub");
    },
    async back(outer) {
      await outer.remove("sub");
      await outer.rename("away", "sub");
    },
  },
  "a link to what is outside of both": {
    async away(outer) {
      await outer.rename("sub", "away");
      await outer.symlink!("../secret", "sub");
    },
    async back(outer) {
      await outer.remove("sub");
      await outer.rename("away", "sub");
    },
  },
  "another directory": {
    async away(outer) {
      await outer.rename("sub", "away");
      await outer.rename("beside", "sub");
    },
    async back(outer) {
      await outer.rename("sub", "beside");
      await outer.rename("away", "sub");
    },
  },
  "nothing": {
    away: async (outer) => await outer.rename("sub", "away"),
    back: async (outer) => await outer.rename("away", "sub"),
  },
};

for (const [stack, make] of stacks()) {
  Deno.test(`views of ${stack} stay in their roots, whatever comes in the place of these`, async () => {
    await using folders = new Folders();
    let first = 0;
    for (const [swap, { away, back }] of Object.entries(swaps)) {
      const fs = make(folders);
      await plant(fs);
      const whole = new BasePathFs(fs, "/");
      const outer = new BasePathFs(fs, "/data");
      const inners: Fs[] = [
        new BasePathFs(fs, "/data/sub"),
        new BasePathFs(outer, "sub"),
        new BasePathFs(new FilterFs(fs, /./), "/data/sub"),
        new FilterFs(new BasePathFs(fs, "/data/sub"), /./),
        new BasePathFs(new BasePathFs(fs, "/"), "data/sub"),
      ];
      for (const inner of inners) assertEquals(await get(inner, "x"), "inside");
      await away(outer, whole);
      const all = ["/secret"];
      for (const path of ["/data/beside", "/data/sub", "/elsewhere/beside"]) {
        if (await exists(fs, path)) all.push(path);
      }
      const before = await outside(fs, all);
      for (const inner of inners) await useAll(inner, first++);
      assertEquals(await outside(fs, all), before, swap);
      await back(outer, whole);
      for (const inner of inners) {
        assertEquals(await get(inner, "d/x"), "inside", swap);
        await put(inner, "again", "inside");
      }
      assertEquals(await get(outer, "sub/again"), "inside");
      // A directory that is created again is another one.
      await outer.removeAll("sub");
      await outer.mkdir("sub");
      await put(outer, "sub/x", secret);
      for (const inner of inners) await useAll(inner, first++);
      assertEquals(await get(outer, "sub/x"), secret);
    }
  });
}

Deno.test("views of a directory of the host stay in it when it is moved through another", async () => {
  await using folders = new Folders();
  const root = `${folders.make()}/root`;
  await Deno.mkdir(root);
  const outer = new DenoFs(root);
  await plant(outer);
  const inner = new DenoFs(`${root}/data/sub`);
  const nested = new BasePathFs(new DenoFs(`${root}/data`), "sub");
  // It has identified its root by the first call at the latest.
  assertEquals(await get(nested, "x"), "inside");
  await outer.rename("data/sub", "elsewhere");
  await outer.symlink("../secret", "data/sub");
  const before = await outside(outer, ["secret"]);
  // The root is the directory, wherever it is.
  assertEquals(await get(inner, "x"), "inside");
  await useAll(nested, 0);
  await put(inner, "made", "inside");
  assertEquals(await get(outer, "elsewhere/made"), "inside");
  assertEquals(await outside(outer, ["secret"]), before);
  await outer.remove("data/sub");
  await outer.rename("elsewhere", "data/sub");
  assertEquals(await get(nested, "made"), "inside");
  await outer.rename("data", "moved");
  assertEquals(await get(inner, "made"), "inside");
  assertEquals(await get(nested, "made"), "inside");
});

Deno.test("ReadOnlyFs lets no view change anything, whatever comes in the place of its root", async () => {
  const memory = new MemoryFs();
  await plant(memory);
  const fs = new ReadOnlyFs(memory);
  const inner = new BasePathFs(fs, "/data/sub");
  const outer = new BasePathFs(memory, "/data");
  await swaps["a link to what is outside of both"]!.away(outer, memory);
  await useAll(inner, 0);
  await swaps["a link to what is outside of both"]!.back(outer, memory);
  assertEquals(await get(inner, "x"), "inside");
  for (const change of ["write", "create", "mkdir", "rename", "removeAll"]) {
    const code = await assertRejects(() => uses[change]!(inner), FsError);
    assertEquals(code.code, "EROFS");
  }
});

/** Suspends the calls of an operation until they are resumed. */
class Gate {
  readonly fs: Fs;
  /** Settles when a call is waiting. */
  readonly reached: Promise<void>;
  readonly #reach: () => void;
  readonly #open = Promise.withResolvers<void>();
  isArmed = false;

  constructor(fs: Fs, operation: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reached = promise;
    this.#reach = resolve;
    this.fs = new FaultFs(fs, (call) => {
      if (!this.isArmed || call.operation !== operation) return undefined;
      this.#reach();
      return { until: this.#open.promise };
    });
  }

  open(): void {
    this.isArmed = false;
    this.#open.resolve();
  }
}

/** Each decorator, beside views of itself and of what it decorates. */
function* racers(): Generator<
  [name: string, swapper: string, decorate: (fs: Fs) => Fs]
> {
  for (const [name, decorate] of Object.entries(decorators)) {
    yield [name, name, decorate];
    // An overlay owns its layer: nothing else may change it.
    if (name !== "itself" && name !== "OverlayFs") {
      yield [name, "what it decorates", decorate];
    }
  }
}

for (const operation of ["lstat", "openFile", "mkdir", "rename", "remove"]) {
  for (const [name, swapper, decorate] of racers()) {
    Deno.test(`no view of ${swapper} swaps what one of ${name} is on its way through, stopped at ${operation}`, async () => {
      const gate = new Gate(new MemoryFs(), operation);
      const fs = decorate(gate.fs);
      await plant(fs);
      const outer = new BasePathFs(swapper === name ? fs : gate.fs, "/data");
      const inner = new BasePathFs(fs, "/data/sub");
      const steps: Record<string, () => Promise<unknown>> = {
        lstat: () => get(inner, "d/x"),
        openFile: () => get(inner, "d/x"),
        mkdir: async () => await inner.mkdir("d/made"),
        rename: async () => await inner.rename("d/x", "d/y"),
        remove: async () => await inner.remove("d/x"),
      };
      const before = await outside(fs, ["/secret"]);
      gate.isArmed = true;
      const using = steps[operation]!();
      await gate.reached;
      const swapping = (async () => {
        await outer.rename("sub/d", "away");
        await outer.symlink("../../secret", "sub/d");
      })();
      // As many turns as a swap would take if it did not have to wait.
      for (let i = 0; i < 20; i++) await nextTurn();
      gate.open();
      const [used, swapped] = await Promise.allSettled([using, swapping]);
      assertEquals(swapped.status, "fulfilled");
      if (used.status === "fulfilled") assertInside(used.value, operation);
      else assert(used.reason instanceof FsError, String(used.reason));
      assertEquals(await outside(fs, ["/secret"]), before);
    });
  }
}

let overlapGuest!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  overlapGuest = await compileGuest("jail_overlap.c");
});

for (const [swap, args] of [["link", []], ["directory", ["1"]]] as const) {
  Deno.test(`a guest stays in a mount when it puts a ${swap} in its place through another`, async () => {
    await using folders = new Folders();
    await using runtime = await Runtime.create({
      module: { bytes: overlapGuest },
    });
    const root = folders.make();
    const memory = new MemoryFs();
    const slowly = slow(new MemoryFs());
    const onHost = new DenoFs(root);
    for (const fs of [memory, slowly, onHost]) await plant(fs);
    const views = (fs: Fs) => [
      new BasePathFs(fs, "data"),
      new BasePathFs(fs, "data/sub"),
    ];
    const host = ["data", "data/sub"].map((path) =>
      new DenoFs(`${root}/${path}`)
    );
    const pairs = [
      ...[[memory, views(memory)], [slowly, views(slowly)]] as const,
      ...[[onHost, views(onHost)], [onHost, host]] as const,
    ];
    for (const [fs, [outer, inner]] of pairs) {
      const all = ["/secret", "/data/beside"];
      const before = await contents(fs, all);
      const { exitCode, stdout } = await runtime.run(outer!, args, {
        mounts: { "/inner": inner! },
      });
      const said = new TextDecoder().decode(stdout);
      assertEquals(exitCode, 0, said);
      // The root of a directory of the host follows it when it is moved.
      const isHeld = inner instanceof DenoFs;
      const own = (when: string, text: string) =>
        `${when}: ${text.length} bytes\n` +
        (text === "" ? "" : `${when}: ${text}\n`);
      const away = isHeld ? own("away", "inside") : "away: nothing\n";
      const back = isHeld ? "back: 0 bytes\nback: \n" : own("back", "inside");
      assertEquals(said, own("before", "inside") + away + back);
      assertEquals(await contents(fs, all), before);
      await put(fs, "/data/sub/x", "inside");
    }
  });
}

/**
 * Fails if something waits forever: only then does the event loop have nothing
 * left to do.
 */
async function settle(all: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) {
    if (result.status === "fulfilled") continue;
    if (!(result.reason instanceof FsError)) throw result.reason;
  }
}

for (const [stack, make] of stacks()) {
  Deno.test(`views of ${stack} do not deadlock`, async () => {
    await using folders = new Folders();
    const fs = make(folders);
    await plant(fs);
    const one = new BasePathFs(fs, "/data");
    const views = [
      ...[fs, one, new BasePathFs(one, "sub"), new FilterFs(fs, /./)],
      ...[new ObserveFs(one, () => {}), new OverlayFs(one, new MemoryFs())],
      new BasePathFs(new QuotaFs(new FilterFs(one, /x/), {}), "sub"),
      new BasePathFs(new CacheOnReadFs(one, new MemoryFs()), "sub"),
      new MountFs({ "/": fs, "/one": one }),
    ];
    const random = new Random(1);
    const all = [
      ...Object.values(uses),
      ...Object.values(swaps).map(({ away }) => () => away(one, fs)),
      ...Object.values(swaps).map(({ back }) => () => back(one, fs)),
    ];
    await settle(Array.from({ length: 120 }, async () => {
      await random.pick(all)(random.pick(views));
    }));
  });
}

Deno.test("views of a QuotaFs and its direct callers do not deadlock on the count", async () => {
  await using folders = new Folders();
  const all = [slow(new MemoryFs()), new BasePathFs(new MemoryFs(), "/")];
  for (const fs of [...all, new DenoFs(folders.make())]) {
    await plant(fs);
    const before = await new QuotaFs(fs, {}).usage();
    const quota = new QuotaFs(fs, {});
    const view = new BasePathFs(quota, "data/sub");
    await Promise.all([
      ...[put(quota, "a", "1"), put(view, "a", "1"), put(quota, "b", "1")],
      ...[put(view, "b", "1"), quota.usage(), quota.remove("secret/x")],
    ]);
    const { bytes, files } = await quota.usage();
    assertEquals(files, before.files + 3);
    assertEquals(bytes, before.bytes + 4 - secret.length);
  }
});

Deno.test("a view of a CacheOnReadFs does not deadlock with its cache", async () => {
  await using folders = new Folders();
  const memory = new MemoryFs();
  memory.mkdir("cache");
  const pairs = [
    [new DenoFs(folders.make()), new DenoFs(folders.make())],
    [memory, new BasePathFs(memory, "cache")],
  ] as const;
  for (const [base, cache] of pairs) {
    await plant(base);
    const fs = new CacheOnReadFs(base, cache);
    const view = new BasePathFs(fs, "data/sub");
    await using reader = await view.open("x");
    assertEquals(await get(view, "x"), "inside");
    await using writer = await view.openFile("x", {
      write: true,
      truncate: true,
    });
    const buffer = new Uint8Array(10);
    assertEquals(await reader.readAt(buffer, 0), null);
    await Promise.all([
      ...[writer.writeString("anew"), put(view, "y", "1"), get(view, "d/x")],
      ...[get(fs, "data/sub/d/x"), put(fs, "z", "1"), get(view, "d/x")],
    ]);
    assertEquals(await get(view, "x"), "anew");
    assertEquals(await reader.readAt(buffer, 0), 4);
    assertEquals(await reader.seek(0, "end"), 4);
    assertEquals(await get(base, "data/sub/x"), "anew");
  }
});
