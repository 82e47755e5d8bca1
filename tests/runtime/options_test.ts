// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Invalid options and arguments are reported before anything starts. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Fs,
  inspectModule,
  MemoryFs,
  type ModuleSource,
  Runtime,
  RuntimePool,
  type RuntimePoolOptions,
} from "../../mod.ts";
import { ObserveFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
let module!: ModuleSource;
prepare(async () => {
  bytes = await compileGuest("behave.c");
  module = { bytes };
});

/** Invalid options, and parts of their messages. */
type Case = [options: unknown, message: string];

const noObjects: Case[] = [undefined, null, 5, "timeout"]
  .map((
    options,
  ) => [options, `received ${Deno.inspect(options)}`.replaceAll("'", '"')]);

const limits: Case[] = [
  [{ maxBytes: "10" }, 'Cannot use `maxBytes`: received "10"; give a whole'],
  [{ maxBytes: NaN }, "Cannot use `maxBytes`: received NaN"],
  [{ maxBytes: 0.5 }, "Cannot use `maxBytes`: received 0.5"],
  [{ maxBytes: -1 }, "Cannot use `maxBytes`: received -1"],
  [{ maxFiles: 2.5 }, "Cannot use `maxFiles`: received 2.5"],
  [{ maxFiles: Symbol("n") }, "Cannot use `maxFiles`: received a symbol"],
  [{ maxFiles: 5n }, "Cannot use `maxFiles`: received 5n"],
  [{ timeout: "1s" }, 'Cannot use `timeout`: received "1s"; give a number'],
  [{ stallTimeout: NaN }, "Cannot use `stallTimeout`: received NaN"],
];

const shared: Case[] = [
  ...limits,
  ...noObjects.filter(([options]) => options !== undefined),
  [[], "received Array; give an object"],
  [[{ timeout: 1 }], "received Array; give an object"],
  [{ timeot: 1 }, "Cannot use `timeot`: received an option that"],
  [{ priority: NaN }, "Cannot use `priority`: received NaN; give "],
  [{ priority: Infinity }, "Cannot use `priority`: received Infinity"],
  [{ priority: "urgent" }, 'received "urgent"; give "interactive", "batch" or'],
  [{ priority: "toString" }, 'Cannot use `priority`: received "toString"'],
  [{ priority: 5n }, "Cannot use `priority`: received 5n"],
  [{ toString: 1 }, "Cannot use `toString`"],
  [{ signal: {} }, "Cannot use `signal`: received Object; give an AbortSignal"],
  [{ onLog: "x" }, 'Cannot use `onLog`: received "x"; give a function'],
  [{ mounts: { "/a": {} } }, 'Cannot use `mounts["/a"]`: received Object'],
  [{ mounts: [] }, "Cannot use `mounts`: received Array; give an object"],
  [{ mounts: { "/": new MemoryFs() } }, 'received a mount at "/", where `fs`'],
  [
    { mounts: { "/m": new MemoryFs(), "m//": new MemoryFs() } },
    'received "/m" and "m//", which are one place',
  ],
  [{ mounts: new Map() }, "Cannot use `mounts`: received Map; give an object"],
  [{ env: new Map([["A", "1"]]) }, "Cannot use `env`: received Map"],
  [{ env: new URLSearchParams() }, "`env`: received URLSearchParams"],
  [{ env: "A=1" }, 'Cannot use `env`: received "A=1"; give an object'],
  [{ profile: 1 }, "Cannot use `profile`: received 1; give true or false"],
  [{ randomSeed: NaN }, "Cannot use `randomSeed`: received NaN"],
  [{ clock: {} }, "Cannot use `clock.start`: received undefined"],
  [{ clock: { start: 0, step: 1 } }, "Cannot use `step`"],
  [{ clock: 5 }, "Cannot use the options of clock: received 5"],
];

/** A file system, and the calls that it received. */
function observed(): { fs: Fs; calls: string[] } {
  const calls: string[] = [];
  const fs = new ObserveFs(new MemoryFs(), ({ operation }) => {
    calls.push(operation);
  });
  return { fs, calls };
}

Deno.test("Runtime.create() refuses options before it reads the module", async () => {
  const { fs, calls } = observed();
  const source = { fs, path: "a.wasm" };
  const wrong: Case[] = [
    ...noObjects,
    [{ modul: source }, "Cannot use `modul`: received an option that"],
    [{ module: source, size: 2 }, "Cannot use `size`"],
    [{ module: source, maxMemoryBytes: "10" }, "Cannot use `maxMemoryBytes`"],
    [{ module: source, maxMemoryBytes: 0.5 }, "Cannot use `maxMemoryBytes`"],
    [{ module: source, interruptible: 1 }, "Cannot use `interruptible`"],
    [{ module: source, signal: "stop" }, "Cannot use `signal`"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => Runtime.create(options as RuntimePoolOptions),
      TypeError,
      message,
    );
  }
  const wrongForPools: Case[] = [
    ...noObjects,
    ...wrong.filter(([, message]) => !message.includes("size")),
    [{ module: source, size: 0 }, "Cannot use `size`: received 0"],
    [{ module: source, size: 1.5 }, "Cannot use `size`: received 1.5"],
    [{ module: source, size: Infinity }, "Cannot use `size`"],
    [{ module: source, size: 1025 }, "at least 1 and at most 1024"],
    [{ module: source, size: 1e9 }, "Cannot use `size`: received 1000000000"],
    [[source], "received Array; give an object"],
    [{ module: source, maxQueue: NaN }, "Cannot use `maxQueue`"],
    [{ module: source, maxQueue: 0.5 }, "Cannot use `maxQueue`"],
  ];
  for (const [options, message] of wrongForPools) {
    await assertRejects(
      () => RuntimePool.create(options as RuntimePoolOptions),
      TypeError,
      message,
    );
  }
  const wrongForInspecting: Case[] = [
    ...noObjects.filter(([options]) => options !== undefined),
    [{ run: 1 }, "Cannot use `run`: received 1; give true or false"],
    [{ interruptible: true }, "Cannot use `interruptible`"],
  ];
  for (const [options, message] of wrongForInspecting) {
    await assertRejects(
      () => inspectModule(source, options as { run: boolean }),
      TypeError,
      message,
    );
  }
  assertEquals(calls, []);
});

Deno.test("Runtime.create() takes its options as they are when it is called, of an instance of a class, too", async () => {
  class Options {
    get module() {
      return { bytes };
    }
  }
  for (const kind of [Runtime, RuntimePool]) {
    await using _ = await kind.create(new Options());
    const options = { module: { bytes }, threads: 1 };
    const creating = kind.create(options);
    // More than a module may have whose threads take turns.
    options.threads = 5;
    await using runtime = await creating;
    assertEquals(
      (await runtime.run(new MemoryFs(), ["exit", "7"])).exitCode,
      7,
    );
  }
});

Deno.test("Runtime.create() refuses an invalid source before it fetches or reads it", async () => {
  const { fs, calls } = observed();
  const remote = {
    url: "http://127.0.0.1:1/",
    sha256: "0".repeat(64),
    cacheFs: fs,
  };
  const wrong: Case[] = [
    [{ bytes, size: 5 }, "Cannot use `size`"],
    [{ bytes: "wasm" }, 'Cannot use `bytes`: received "wasm"'],
    [{ file: 5 }, "Cannot use `file`: received 5; give a string"],
    [{ file: "a.wasm", maxBytes: 5 }, "Cannot use `maxBytes`"],
    [{ fs: {}, path: "a" }, "Cannot use `fs`: received Object; give an Fs"],
    [{ fs, path: 5 }, "Cannot use `path`: received 5; give a string"],
    [{ ...remote, sha265: "" }, "Cannot use `sha265`"],
    [{ ...remote, cacheFs: "/tmp" }, 'Cannot use `cacheFs`: received "/tmp"'],
    [{ ...remote, maxBytes: 0.5 }, "Cannot use `maxBytes`: received 0.5"],
    [{ ...remote, retryDelays: 5 }, "Cannot use `retryDelays`: received 5"],
    [{ ...remote, retryDelays: [1, -1] }, "Cannot use `retryDelays[1]`"],
    [{ ...remote, onProgress: true }, "Cannot use `onProgress`"],
  ];
  for (const [source, message] of wrong) {
    await assertRejects(
      () => Runtime.create({ module: source as ModuleSource }),
      TypeError,
      message,
    );
  }
  assertEquals(calls, []);
});

Deno.test("Runtime refuses arguments and options before it starts anything", async (t) => {
  await using runtime = await Runtime.create({ module });
  const { fs, calls } = observed();
  // deno-lint-ignore no-explicit-any
  const any = (value: unknown) => value as any;
  const media: Case[] = [
    ...shared,
    [{ stdin: new Uint8Array(0) }, "Cannot use `stdin`"],
    [{ onProgress() {} }, "Cannot use `onProgress`"],
  ];
  const hasStallTimeout = (options: unknown) =>
    options instanceof Object && "stallTimeout" in options;
  const pictures: Case[] = [...media, [{ width: 0.5 }, "Cannot use `width`"]];
  const cases: Record<
    string,
    [call: (options: unknown, fs: Fs) => Promise<unknown>, Case[]]
  > = {
    run: [(options, fs) => runtime.run(fs, ["exit"], any(options)), [
      ...shared,
      [{ cwd: 5 }, "Cannot use `cwd`: received 5; give a string"],
      [{ argv0: 5 }, "Cannot use `argv0`: received 5; give a string"],
      [{ atomic: "yes" }, "Cannot use `atomic`"],
      [{ progress: true }, "Cannot use `progress`: received an option that"],
      [{ stdoutOverflow: "cut" }, 'received "cut"; give "fail" or "drop"'],
      [{ stdout: "piped" }, 'Cannot use `stdout`: received "piped"'],
      [{ stdin: "piped" }, 'Cannot use `stdin`: received "piped"'],
    ]],
    spawn: [
      // deno-lint-ignore require-await
      async (options, fs) => runtime.spawn(fs, ["exit"], any(options)),
      [
        ...shared,
        [{ stderr: "inherit" }, 'received "inherit"; give "piped"'],
        [{ progress: 1 }, "Cannot use `progress`: received 1"],
        [{ stdout: 5 }, "Cannot use `stdout`: received number"],
      ],
    ],
    probe: [(options, fs) => runtime.probe(fs, "a", any(options)), [
      ...media,
      [{ count: "all" }, 'received "all"; give "frames" or "packets"'],
      [{ cwd: "/" }, "Cannot use `cwd`"],
      [{ inputArgs: "-ar 8000" }, "Cannot use `inputArgs`"],
      [{ inputArgs: ["-ar", 8000] }, "Cannot use `inputArgs[1]`"],
    ]],
    frames: [(options, fs) => runtime.frames(fs, "a", any(options)).next(), [
      ...pictures,
      [{ every: 1 }, "Cannot use `every`"],
      [{ atSec: [0, "1"] }, 'Cannot use `atSec[1]`: received "1"'],
      [{ pixelFormat: "rgb" }, 'Cannot use `pixelFormat`: received "rgb"'],
    ]],
    thumbnail: [(options, fs) => runtime.thumbnail(fs, "a", any(options)), [
      ...pictures.filter(([options]) => !hasStallTimeout(options)),
      [{ stallTimeout: 1 }, "Cannot use `stallTimeout`: received an option"],
      [{ at: 1 }, "Cannot use `at`: received an option that thumbnail"],
      [{ format: "gif" }, 'received "gif"; give "png" or "jpeg"'],
      [{ quality: 1 }, "Cannot use `quality`: received 1"],
    ]],
    close: [(options) => runtime.close(any(options)), [
      ...noObjects.filter(([options]) => options !== undefined),
      [{ force: true }, "Cannot use `force`"],
      [{ abort: 1 }, "Cannot use `abort`: received 1; give true or false"],
    ]],
  };
  for (const [name, [call, wrong]] of Object.entries(cases)) {
    await t.step(name, async () => {
      for (const [options, message] of wrong) {
        await assertRejects(() => call(options, fs), TypeError, message);
      }
      if (name === "close") return;
      for (const noFs of [undefined, null, {}, "a", { openFile: 5 }]) {
        await assertRejects(
          () => call({}, any(noFs)),
          TypeError,
          "Cannot use `fs`: received ",
        );
      }
    });
  }
  await t.step("arguments", () => {
    for (const args of ["-i a b", undefined, null, new Set(["-i"])]) {
      const message = "give an array of strings";
      assertThrows(() => runtime.spawn(fs, any(args)), TypeError, message);
    }
  });
  await t.step("paths", async () => {
    const message = "Cannot use `path`: received ";
    for (const path of [undefined, 5, new URL("file:///a")]) {
      const calls = [
        () => runtime.probe(fs, any(path)),
        () => runtime.thumbnail(fs, any(path)),
        () => runtime.frames(fs, any(path)).next(),
      ];
      for (const call of calls) await assertRejects(call, TypeError, message);
    }
  });
  assertEquals(calls, []);
  assertEquals((await runtime.run(fs, ["exit", "7"])).exitCode, 7);
});

Deno.test("Runtime.spawn() takes arguments and options as they are when it is called", async () => {
  await using runtime = await engineRuntime("gpl");
  const fs = new MemoryFs();
  const folders = ["a", "b", "c"];
  for (const name of folders) fs.mkdir(name);
  const args = "-f lavfi -i sine=duration=0.1 made.wav".split(" ");
  const options = { cwd: "", env: { A: "1" }, mounts: {}, timeout: 60_000 };
  const jobs = folders.map((name) => {
    options.cwd = name;
    return runtime.spawn(fs, args, options);
  });
  args[4] = "other.wav";
  Object.assign(options, { cwd: "none", timeout: "soon", env: 5 });
  for (const job of jobs) assertEquals((await job.status).exitCode, 0);
  for (const name of folders) {
    assertEquals(fs.readDir(name).map(({ name }) => name), ["made.wav"]);
  }
});
