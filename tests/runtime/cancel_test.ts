// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  ClosedError,
  type Fs,
  GuestTrapError,
  MemoryFs,
  type ModuleSource,
  type RunOptions,
  Runtime,
  TimeoutError,
} from "../../mod.ts";
import {
  type Awaitable,
  DenoFs,
  type FileInfo,
  type FsEvent,
  ObserveFs,
} from "../../vfs/mod.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineBytes, engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { turn } from "../support/turn.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
let hostileModule!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("behave.c") };
  hostileModule = { bytes: await compileGuest("hostile.c") };
});
const stop = new Error("stop");

/** Resolves when the file system sees the first event of the given kind. */
function seen(operation: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const fs = new ObserveFs(new MemoryFs(), (event) => {
    if (event.operation === operation) resolve();
  });
  return { fs, promise };
}

/** Asserts that `runtime` works as if nothing had happened. */
async function assertUsable(runtime: Runtime): Promise<void> {
  const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
  assertEquals(exitCode, 7);
}

/** Starts a run, aborts it, and asserts that it rejects with the reason. */
async function abortWhen(
  runtime: Runtime,
  fs: Fs,
  args: string[],
  ready: Promise<unknown>,
  options: RunOptions = {},
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const running = runtime.run(fs, args, { ...options, signal });
  await ready;
  controller.abort(stop);
  assertEquals(await assertRejects(() => running), stop);
  await assertUsable(runtime);
}

Deno.test("Runtime.run() rejects with the reason of its signal, whatever the guest does", async (t) => {
  await using runtime = await Runtime.create({ module });
  await assertUsable(runtime);
  await t.step("before it starts", async () => {
    const signal = AbortSignal.abort(stop);
    const error = await assertRejects(() =>
      runtime.run(new MemoryFs(), ["loop"], { signal })
    );
    assertEquals(error, stop);
  });
  await t.step(
    "while it starts",
    () => abortWhen(runtime, new MemoryFs(), ["loop"], Promise.resolve()),
  );
  await using hostile = await Runtime.create({ module: hostileModule });
  /** Aborts a guest that has announced what it is about to do. */
  const abortAfterItSaidSo = async (what: string, stdin?: ReadableStream) => {
    const said = Promise.withResolvers<void>();
    const stdout = new WritableStream({ write: () => said.resolve() });
    const controller = new AbortController();
    const running = hostile.run(new MemoryFs(), [what], {
      ...{ stdout, signal: controller.signal },
      ...(stdin && { stdin }),
    });
    await said.promise;
    controller.abort(stop);
    assertEquals(await assertRejects(() => running), stop);
    const { exitCode } = await hostile.run(new MemoryFs(), ["none"]);
    assertEquals(exitCode, 64);
  };
  await t.step("while it computes", () => abortAfterItSaidSo("loop"));
  await t.step("while it sleeps", () => abortAfterItSaidSo("sleep"));
  await t.step("while it waits for its input", async () => {
    const cancelled = Promise.withResolvers<unknown>();
    const stdin = new ReadableStream({ cancel: cancelled.resolve });
    await abortAfterItSaidSo("listen", stdin);
    await cancelled.promise;
  });
  await t.step("while nothing reads its output", async () => {
    const asked = Promise.withResolvers<void>();
    const stdout = new WritableStream({
      write() {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const fs = new MemoryFs();
    await abortWhen(runtime, fs, ["shout"], asked.promise, { stdout });
  });
  await t.step("while it writes", async () => {
    const { fs, promise } = seen("writeAt");
    await abortWhen(runtime, fs, ["fill", "a"], promise);
  });
  await t.step(
    "while it prints",
    () => abortWhen(runtime, new MemoryFs(), ["shout"], turn()),
  );
  await t.step("while a file system does not answer", async () => {
    const asked = Promise.withResolvers<void>();
    const fs = new FaultFs(new MemoryFs(), () => {
      asked.resolve();
      return { until: new Promise(() => {}) };
    });
    await abortWhen(runtime, fs, ["cat", "a"], asked.promise);
  });
  await t.step("while it is queued", async () => {
    const first = new AbortController();
    const running = runtime.run(new MemoryFs(), ["loop"], {
      signal: first.signal,
    });
    const second = new AbortController();
    const queued = runtime.run(new MemoryFs(), ["loop"], {
      signal: second.signal,
    });
    const third = runtime.run(new MemoryFs(), ["exit", "3"]);
    second.abort(stop);
    assertEquals(await assertRejects(() => queued), stop);
    first.abort(stop);
    assertEquals(await assertRejects(() => running), stop);
    assertEquals((await third).exitCode, 3);
  });
});

Deno.test("Runtime.create() rejects with the reason of its signal at any stage", async (t) => {
  const bytes = await engineBytes("gpl");
  const abortWhile = async (module: ModuleSource, ready: Promise<unknown>) => {
    const controller = new AbortController();
    const { signal } = controller;
    const created = Runtime.create({ module, signal });
    await ready;
    controller.abort(stop);
    assertEquals(await assertRejects(() => created), stop);
  };
  await t.step("before it starts", async () => {
    const signal = AbortSignal.abort(stop);
    const created = Runtime.create({ module: { bytes }, signal });
    assertEquals(await assertRejects(() => created), stop);
  });
  await t.step("while it reads the module", async () => {
    const asked = Promise.withResolvers<void>();
    const fs = new FaultFs(new MemoryFs(), () => {
      asked.resolve();
      return { until: new Promise(() => {}) };
    });
    await abortWhile({ fs, path: "ffmpeg.wasm" }, asked.promise);
  });
  await t.step("while it compiles", () => abortWhile({ bytes }, turn()));
});

Deno.test("Runtime.run() lets nothing reach the file system once it is aborted", async () => {
  await using runtime = await Runtime.create({ module });
  let isAborted = false;
  const late: FsEvent[] = [];
  let written = 0;
  const controller = new AbortController();
  const fs = new ObserveFs(new MemoryFs(), (event) => {
    if (isAborted && event.operation !== "close") late.push(event);
    if (event.operation === "writeAt" && ++written === 20) {
      isAborted = true;
      controller.abort(stop);
    }
  });
  await assertRejects(() => runtime.run(fs, ["fill", "a"], controller));
  const { size } = await fs.stat("a");
  await assertUsable(runtime);
  assertEquals(late.filter(({ operation }) => operation !== "writeAt"), []);
  assertEquals((await fs.stat("a")).size, size);
});

Deno.test("Runtime.run() stops a real encoder", async () => {
  await using runtime = await engineRuntime("gpl");
  const { fs, promise } = seen("openFile");
  const command =
    "-f lavfi -i testsrc2=size=640x360:duration=3600 -c:v libx264 a.mkv";
  const controller = new AbortController();
  const running = runtime.run(fs, command.split(" "), controller);
  await promise;
  controller.abort(stop);
  assertEquals(await assertRejects(() => running), stop);
  assertEquals((await runtime.run(new MemoryFs(), ["-version"])).exitCode, 0);
});

Deno.test("Runtime.run() rejects with a TimeoutError that names the timeout", async () => {
  await using runtime = await Runtime.create({ module });
  const error = await assertRejects(
    () => runtime.run(new MemoryFs(), ["loop"], { timeout: 30 }),
    TimeoutError,
  );
  assertEquals(error.timeout, 30);
  assertStringIncludes(error.message, "30 ms");
  await assertUsable(runtime);
  const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "4"], {
    timeout: Infinity,
  });
  assertEquals(exitCode, 4);
});

Deno.test("Runtime.run() rejects with a TimeoutError when stdout stalls", async (t) => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  for (const args of [["loop"], ["sleep"], ["fill", "a"]]) {
    await t.step(args[0]!, async () => {
      const error = await assertRejects(
        () => runtime.run(fs, args, { stallTimeout: 30 }),
        TimeoutError,
        "it wrote nothing to stdout for 30 ms; raise the option `stallTimeout`",
      );
      assertEquals([error.timeout, error.option], [30, "stallTimeout"]);
    });
  }
  await t.step("not while the reader takes its time", async () => {
    await using other = await Runtime.create({ module });
    // Reads only once another run has used up its time.
    const stdout = new WritableStream({
      async write() {
        const running = other.run(fs, ["loop"], { timeout: 2500 });
        await assertRejects(() => running, TimeoutError);
      },
    });
    const options = { stdout, stallTimeout: 2000 };
    assertEquals((await runtime.run(fs, ["spew", "1"], options)).exitCode, 0);
  });
  await t.step("not in the queue", async () => {
    const first = runtime.spawn(fs, ["cat"], { stdin: "piped" });
    const second = runtime.run(fs, ["exit", "4"], { stallTimeout: 5000 });
    await first.stdin.close();
    assertEquals((await second).exitCode, 4);
  });
});

Deno.test("Runtime.run() does not count the time in the queue", async () => {
  await using runtime = await Runtime.create({ module });
  const controller = new AbortController();
  const first = runtime.run(new MemoryFs(), ["loop"], {
    signal: controller.signal,
    timeout: 60,
  });
  const second = runtime.run(new MemoryFs(), ["exit", "5"], { timeout: 50 });
  await assertRejects(() => first, TimeoutError);
  assertEquals((await second).exitCode, 5);
});

Deno.test("Runtime.close() aborts the current run with the option abort", async () => {
  const runtime = await Runtime.create({ module });
  const running = runtime.run(new MemoryFs(), ["loop"]);
  const queued = runtime.run(new MemoryFs(), ["exit", "1"]);
  const closed = runtime.close({ abort: true });
  await assertRejects(() => running, ClosedError);
  await assertRejects(() => queued, ClosedError);
  await closed;
  await runtime.close({ abort: true });
});

Deno.test("Runtime.create() bounds the memory of a guest", async () => {
  const maxMemoryBytes = 32 * 2 ** 20;
  await using runtime = await Runtime.create({ module, maxMemoryBytes });
  const { stdout } = await runtime.run(new MemoryFs(), ["allocate"]);
  const mebibytes = Number(new TextDecoder().decode(stdout));
  assert(mebibytes > 20 && mebibytes < 32, `${mebibytes} MiB`);
});

Deno.test("Runtime.run() bounds what a guest writes and opens", async () => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  const total = await runtime.run(fs, ["fill", "a"], { maxBytes: 1e6 });
  assertEquals([total.exitCode, fs.stat("a").size], [3, 1e6]);
  assertStringIncludes(total.stderr, "No space left");
  const single = await runtime.run(fs, ["fill", "b"], { maxFileBytes: 1e5 });
  assertEquals([single.exitCode, fs.stat("b").size], [3, 1e5]);
  assertStringIncludes(single.stderr, "File too large");
  const open = await runtime.run(fs, ["open", "a"], { maxOpenFiles: 100 });
  // Minus the three streams and the three directories that are open from the start.
  assertEquals(new TextDecoder().decode(open.stdout), "94");
  assertStringIncludes(open.stderr, "No file descriptors");
});

Deno.test("Runtime.run() refuses what cannot be passed to a guest", async (t) => {
  await using runtime = await Runtime.create({ module });
  const times = ["timeout", "stallTimeout"];
  const limits = [...times, "maxBytes", "maxFileBytes"]
    .concat("maxFiles", "maxOpenFiles", "maxStdoutBytes", "maxStderrBytes")
    .concat("maxScratchBytes");
  for (const name of limits) {
    await t.step(name, async () => {
      const isWhole = !times.includes(name);
      const wrong = [NaN, -1, "5", null, 5n, ...(isWhole ? [0.5] : [])];
      const expected = `${isWhole ? "whole " : ""}number of at least 0`;
      for (const value of wrong) {
        await assertRejects(
          () => runtime.run(new MemoryFs(), ["exit", "0"], { [name]: value }),
          TypeError,
          `Cannot use \`${name}\`: received ${
            Deno.inspect(value)
          }; give a ${expected}, or Infinity`,
        );
      }
      const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"], {
        [name]: Infinity,
      });
      assertEquals(exitCode, 7);
    });
  }
  await t.step("too few open files for the directories", async () => {
    await assertRejects(
      () => runtime.run(new MemoryFs(), ["exit"], { maxOpenFiles: 5 }),
      TypeError,
      "give a number of at least 6",
    );
  });
  const strange: [unknown[], Record<string, unknown>, string][] = [
    [["a\0b"], {}, 'received "a\\u0000b"'],
    [["-t", 5], {}, "received 5"],
    [["exit"], { argv0: "a\0" }, "Cannot pass an argument"],
    [["exit"], { env: { A: "x\0" } }, "Cannot pass a variable"],
    [["exit"], { env: { A: undefined } }, "received undefined"],
    [["exit"], { env: { "": "x" } }, 'received the name ""'],
    [["exit"], { env: { "A=B": "x" } }, 'received the name "A=B"'],
    [["exit"], { clock: { start: NaN } }, "Cannot use `clock.start`"],
    [
      ["exit"],
      { clock: { start: 0, stepNs: 0.5 } },
      "Cannot use `clock.stepNs`",
    ],
  ];
  for (const [args, options, message] of strange) {
    await t.step(message, async () => {
      await assertRejects(
        () => runtime.run(new MemoryFs(), args as string[], options),
        TypeError,
        message,
      );
    });
  }
  await assertUsable(runtime);
});

Deno.test("Runtime.run() copies its arguments when it is called", async () => {
  await using runtime = await Runtime.create({ module });
  const args = ["exit", "5"];
  const first = runtime.run(new MemoryFs(), ["exit", "1"]);
  const second = runtime.run(new MemoryFs(), args);
  args[1] = "6";
  await first;
  assertEquals((await second).exitCode, 5);
});

Deno.test("Runtime.run() changes nothing when an atomic run fails", async (t) => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  fs.writeFile("old", "old");
  const before = () => [fs.open("/").readdirnames(), fs.readTextFile("old")];
  const unchanged = before();
  await t.step("with an exit code", async () => {
    const args = ["write", "old", "new", "1"];
    assertEquals((await runtime.run(fs, args, { atomic: true })).exitCode, 1);
    assertEquals(before(), unchanged);
  });
  await t.step("with an abort", async () => {
    const controller = new AbortController();
    const options = { atomic: true, signal: controller.signal };
    const running = runtime.run(fs, ["fill", "new"], options);
    await turn();
    controller.abort(stop);
    await assertRejects(() => running);
    await assertUsable(runtime);
    assertEquals(before(), unchanged);
  });
  await t.step("with a trap", async () => {
    const args = ["unreachable"];
    await assertRejects(
      () => runtime.run(fs, args, { atomic: true }),
      GuestTrapError,
    );
    assertEquals(before(), unchanged);
  });
  await t.step("and everything when it succeeds", async () => {
    const args = ["write", "old", "new", "0"];
    assertEquals((await runtime.run(fs, args, { atomic: true })).exitCode, 0);
    assertEquals(fs.readTextFile("old"), "new");
  });
});

Deno.test("Runtime.run() leaves after an atomic run what a plain one leaves", async () => {
  await using runtime = await Runtime.create({ module });
  const left = [];
  for (const atomic of [false, true]) {
    const root = await Deno.makeTempDir();
    using fs = new DenoFs(root);
    await fs.writeFile("old", "old");
    await fs.chmod("old", 0o750);
    await fs.chown("old", Deno.uid() ?? 0, Deno.gid() ?? 0);
    await fs.symlink("old", "link");
    await fs.symlink("made", "dangling");
    for (const path of ["link", "dangling", "new"]) {
      const args = ["write", path, "contents", "0"];
      assertEquals((await runtime.run(fs, args, { atomic })).exitCode, 0);
    }
    left.push(
      (await fs.readDir("/")).map(({ name, kind, mode, uid, gid, size }) => {
        // What a new file is granted depends on the process.
        const granted = name === "old" ? mode : undefined;
        return [name, kind, granted, uid, gid, size];
      }),
    );
    await Deno.remove(root, { recursive: true });
  }
  assertEquals(left[1], left[0]);
});

Deno.test("Runtime.run() abandons the thread of a guest that cannot be stopped", async () => {
  await using runtime = await Runtime.create({ module, interruptible: false });
  const { fs, promise } = seen("writeAt");
  await abortWhen(runtime, fs, ["fill", "a"], promise);
});

Deno.test("Runtime.run() opens, removes and renames nothing after an abort while it looks", async () => {
  const operations = {
    openFile: ["write", "made", "text", "0"],
    remove: ["remove", "old"],
    rename: ["rename", "old", "new"],
  };
  await using runtime = await Runtime.create({ module });
  for (const [operation, args] of Object.entries(operations)) {
    const controller = new AbortController();
    const late: string[] = [];
    class AbortingFs extends DelegatingFs {
      override async stat(path: string) {
        return await this.#look(path, () => super.stat(path));
      }
      override async lstat(path: string) {
        return await this.#look(path, () => super.lstat(path));
      }
      override async openFile(...args: Parameters<DelegatingFs["openFile"]>) {
        this.#note("openFile");
        return await super.openFile(...args);
      }
      override async remove(path: string) {
        this.#note("remove");
        return await super.remove(path);
      }
      override async rename(...args: Parameters<DelegatingFs["rename"]>) {
        this.#note("rename");
        return await super.rename(...args);
      }
      async #look(path: string, look: () => Awaitable<FileInfo>) {
        if (/made|old/.test(path)) controller.abort(stop);
        return await look();
      }
      #note(operation: string) {
        if (controller.signal.aborted) late.push(operation);
      }
    }
    const memory = new MemoryFs();
    memory.mkdir("tmp");
    memory.writeFile("old", "");
    const run = runtime.run(new AbortingFs("AbortingFs", memory), args, {
      signal: controller.signal,
    });
    assertEquals(await assertRejects(() => run), stop, operation);
    await assertUsable(runtime);
    assertEquals(late, [], operation);
    assertEquals(memory.readDir("/").map(({ name }) => name), ["old", "tmp"]);
  }
});

Deno.test("Runtime.run() opens nothing after an abort, at whichever step it comes", async () => {
  const late: number[] = [];
  let abort = () => {};
  let isAborted = false;
  let steps = 0;
  class AbortingFs extends DelegatingFs {
    override async stat(path: string) {
      // As the last file system is looked at, the guest is about to start.
      if (path === "/tmp") void abortLater();
      return await super.stat(path);
    }
    override async openFile(...args: Parameters<DelegatingFs["openFile"]>) {
      if (isAborted) late.push(steps);
      return await super.openFile(...args);
    }
  }
  async function abortLater() {
    for (let i = 0; i < steps; i++) await undefined;
    isAborted = true;
    abort();
  }
  await using runtime = await Runtime.create({ module });
  for (; steps < 20; steps++) {
    const controller = new AbortController();
    abort = () => controller.abort(stop);
    isAborted = false;
    const memory = new MemoryFs();
    memory.mkdir("tmp");
    const run = runtime.run(
      new AbortingFs("AbortingFs", memory),
      ["write", "made", "text", "0"],
      { signal: controller.signal },
    );
    assertEquals(await assertRejects(() => run), stop);
    await assertUsable(runtime);
  }
  assertEquals(late, []);
});
