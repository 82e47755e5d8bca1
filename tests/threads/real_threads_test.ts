// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Guests whose threads run at the same time: in Workers of their own. */
import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertRejects,
} from "@std/assert";
import {
  GuestTrapError,
  LimitError,
  LongjmpError,
  MemoryFs,
  ModuleError,
  type RunOptions,
  Runtime,
  type RuntimeOptions,
  RuntimePool,
  TimeoutError,
} from "../../mod.ts";
import { compileBareThreads, compileGuest } from "../support/c_guest.ts";
import { prepare } from "../support/prepare.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { OpenOptions } from "../../vfs/mod.ts";
import { turn } from "../support/turn.ts";
import { wat } from "../support/wat.ts";

const MiB = 2 ** 20;

let bytes!: Uint8Array<ArrayBuffer>;
let unthreaded!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileBareThreads("bare_threads.c");
  unthreaded = await compileGuest("behave.c");
});

function open(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  return Runtime.create({
    module: { bytes },
    maxMemoryBytes: 64 * MiB,
    threads: 2,
    ...options,
  });
}

/** Runs a case of `bare_threads.c`. Returns the exit code and the lines it prints. */
async function run(runtime: Runtime, what: string, options: RunOptions = {}) {
  const result = await runtime.run(new MemoryFs(), [what], options);
  const text = new TextDecoder().decode(result.stdout);
  return { ...result, lines: text.split("\n").slice(0, -1) };
}

const cases: Record<string, { lines?: string[]; exitCode?: number }> = {
  "count": { lines: ["16000", "240"] },
  "churn": { lines: ["1000"] },
  "files": { lines: new Array(12).fill("0") },
  "clocks": { lines: new Array(4).fill("0") },
  "jumps": { lines: new Array(8).fill("500") },
  // While others compute, sleep, wait, hold a lock and call their host.
  "exit": { exitCode: 40 },
  "exit-asleep": { exitCode: 40 },
  "return": {},
};

Deno.test("threads of a guest run at the same time, and any of them ends all", async (t) => {
  await using runtime = await open();
  for (const [what, { lines = [], exitCode = 0 }] of Object.entries(cases)) {
    await t.step(what, async () => {
      for (let i = 0; i < 3; i++) {
        const result = await run(runtime, what);
        assertEquals(result.lines, lines);
        assertEquals(result.exitCode, exitCode);
      }
    });
  }
});

Deno.test("a guest has as many threads as it may, and EAGAIN beyond", async () => {
  await using runtime = await open({ maxThreads: 20 });
  // The first one is not started by the guest.
  assertEquals((await run(runtime, "again")).lines, ["19", "-6", "1"]);
});

Deno.test("a trap in a thread ends the run, and names what happened", async () => {
  await using runtime = await open();
  const trap = await assertRejects(() => run(runtime, "trap"), GuestTrapError);
  assertEquals(trap.kind, "unreachable");
  assertMatch(trap.wasmStack, /wasm-function/);
  const jump = await assertRejects(() => run(runtime, "misjump"), LongjmpError);
  assertEquals(jump.value, 3);
  assertEquals((await run(runtime, "jumps")).exitCode, 0);
});

Deno.test("any thread ends all while the host waits for the caller", async () => {
  await using runtime = await open();
  // Nothing comes through stdin, and nobody reads stdout.
  for (const pipe of ["stdin", "stdout"]) {
    for (const more of [[], ["later"]]) {
      const start = (what: string) =>
        runtime.spawn(new MemoryFs(), [what, ...more], { [pipe]: "piped" });
      await assertRejects(() => start("trap-asked").status, GuestTrapError);
      const job = start("exit-asked");
      if (pipe === "stdin") assertEquals((await job.status).exitCode, 41);
      else await job[Symbol.asyncDispose]();
    }
  }
  assertEquals((await run(runtime, "count")).lines, cases.count!.lines);
});

/** Counts what a guest asks of its files, and how many of them are open or abandoned. */
class WatchedFs extends DelegatingFs {
  asked = 0;
  unclosed = 0;
  abandoned = 0;

  override async openFile(path: string, options?: OpenOptions) {
    this.asked++;
    const file = await super.openFile(path, options);
    this.unclosed++;
    const write = async (data: Uint8Array) => {
      this.asked++;
      await turn();
      return await file.write(data);
    };
    const close = async (isAbandoned: boolean) => {
      this.asked++;
      await turn();
      await file.close();
      this.unclosed--;
      if (isAbandoned) this.abandoned++;
    };
    const abandon = () => file.close();
    return new class extends DelegatingFile {
      override write = write;
      override close = () => close(this.isAbandoned);
    }(path, Object.assign(file, { abandon }));
  }
}

Deno.test("what was acknowledged is there when the caller is told of the end, and nothing comes later", async () => {
  const memory = new MemoryFs();
  const fs = new WatchedFs("WatchedFs", memory);
  await using runtime = await open();
  for (const profile of [false, true]) {
    const result = await runtime.run(fs, ["scribble"], { profile });
    assertEquals(result.exitCode, 40);
    const { asked, unclosed, abandoned } = fs;
    assertEquals([unclosed, abandoned], [0, 0]);
    const text = new TextDecoder().decode(result.stdout);
    text.trim().split("\n").forEach((acknowledged, i) => {
      const { size } = memory.stat(`file-${i}`);
      assert(size >= 6 * Number(acknowledged), `file ${i} has ${size} bytes`);
    });
    if (profile) await runtime.close();
    else assertEquals((await run(runtime, "environ")).exitCode, 0);
    // By now, the last thread has left.
    assertEquals(fs.asked, asked);
  }
});

Deno.test("what threads write is abandoned when one of them traps, or the run is aborted", async () => {
  await using runtime = await open();
  for (const profile of [false, true]) {
    const fs = new WatchedFs("WatchedFs", new MemoryFs());
    await assertRejects(
      () => runtime.run(fs, ["scribble-trap"], { profile }),
      GuestTrapError,
    );
    assertEquals([fs.unclosed, fs.abandoned], [0, 8]);
  }
  const fs = new WatchedFs("WatchedFs", new MemoryFs());
  const controller = new AbortController();
  const { signal } = controller;
  const run = runtime.run(fs, ["scribble-trap"], { signal });
  while (fs.unclosed < 3) await turn();
  controller.abort(new Error("stop"));
  await assertRejects(() => run, Error, "stop");
  while (fs.unclosed > 0) await turn();
  assert(fs.abandoned >= 3, `${fs.abandoned}`);
});

Deno.test("an abort ends all threads, and the runtime stays usable", async () => {
  await using runtime = await open();
  for (let i = 0; i < 10; i++) {
    const job = runtime.spawn(new MemoryFs(), ["stay"], { stdout: "piped" });
    const reader = job.stdout.getReader();
    // Also before it has started.
    if (i > 0) await reader.read();
    job.abort(new Error("stop"));
    await assertRejects(() => job.status, Error, "stop");
    await assertRejects(() => reader.read(), Error, "stop");
  }
  assertEquals((await run(runtime, "count")).lines, cases.count!.lines);
});

Deno.test("the first thread alone handles a signal", async () => {
  await using runtime = await open();
  await using job = runtime.spawn(new MemoryFs(), ["signal"], {
    stdout: "piped",
  });
  let printed = "";
  for await (const chunk of job.stdout) {
    printed += new TextDecoder().decode(chunk);
    if (printed === "ready\n") job.kill("SIGINT");
  }
  // Its number, and how often a sleep of the other thread ended early.
  assertEquals(printed, "ready\n2\n0\n");
  assertEquals((await job.status).exitCode, 0);
});

Deno.test("a trace names the thread of each call", async () => {
  await using runtime = await open();
  const lines: string[] = [];
  await run(runtime, "files", { onTrace: (line) => void lines.push(line) });
  for (const line of lines) assertMatch(line, /^\[\d+\] \w/);
  const opened = lines.flatMap((line) =>
    /^\[(\d+)\] path_open\(3, 0, "(file-\d+)"/.exec(line)?.slice(1) ?? []
  );
  const threads = opened.filter((_, i) => i % 2 === 0);
  assertEquals(new Set(threads).size, 12);
  assert(lines.some((line) => /^\[0\] thread-spawn\(0x/.test(line)));
  const slept: string[] = [];
  await run(runtime, "clocks", { onTrace: (line) => void slept.push(line) });
  assert(slept.some((line) => /^\[[1-4]\] poll_oneoff\(.* = SUC/.test(line)));
});

Deno.test("a profile has the times of each thread", async () => {
  await using runtime = await open();
  const { profile } = await run(runtime, "files", { profile: true });
  const { threads = [], calls } = profile!;
  assertEquals(threads.reduce((sum, each) => sum + each.threads, 0), 13);
  assertEquals(calls.path_open!.count, 12);
  assertEquals(calls.fd_read!.count, 12 * 200);
  for (const each of threads) assertGreater(each.hostTime, 0);
  const plain = await run(runtime, "count");
  assertEquals(plain.profile, undefined);
});

Deno.test("clock and seed are the same in every run", async () => {
  await using runtime = await open();
  const options = { clock: { start: 1000 }, randomSeed: 7 };
  const [a, b, c] = [
    await run(runtime, "random", options),
    await run(runtime, "random", options),
    await run(runtime, "random", { ...options, randomSeed: 8 }),
  ];
  assertEquals(a.lines, b.lines);
  assertEquals(a.lines[1], c.lines[1]);
  assert(a.lines[0] !== c.lines[0]);
  // A sleep lasts as long as the clock says.
  assertEquals((await run(runtime, "clocks", options)).exitCode, 0);
});

Deno.test("a guest is told how many processors it has; a pool divides them", async () => {
  const processors = (lines: string[]) =>
    Number(lines.find((line) => line.startsWith("AFMPEG_THREADS="))!.slice(15));
  const all = navigator.hardwareConcurrency;
  {
    await using runtime = await open({ threads: 3 });
    const { lines } = await run(runtime, "environ", { env: { A: "b" } });
    assertEquals(processors(lines), 3);
    assert(lines.includes("A=b"));
    const env = { AFMPEG_THREADS: "5" };
    assertEquals(processors((await run(runtime, "environ", { env })).lines), 5);
  }
  for (const [size, share] of [[1, all], [2 * all, 1]] as const) {
    await using pool = await RuntimePool.create({ module: { bytes }, size });
    assertEquals(processors((await run(pool, "environ")).lines), share);
  }
});

Deno.test("threads and maxThreads are checked", async () => {
  for (
    const threads of [
      0,
      -1,
      1.5,
      NaN,
      513,
      1e9,
      Infinity,
      "auto ",
      "2",
      null,
      {},
    ]
  ) {
    const { message } = await assertRejects(
      () => open({ threads: threads as number }),
      TypeError,
      "Cannot use `threads`",
    );
    assertMatch(message, /; give "auto", or a whole number from 1 to 512$/);
  }
  for (const maxThreads of [0, 1.5, NaN, 513, 1e9, "auto", null]) {
    await assertRejects(
      () => open({ maxThreads: maxThreads as number }),
      TypeError,
      "Cannot use `maxThreads`",
    );
  }
  const module = { bytes: unthreaded };
  const refused = await assertRejects(() => open({ module }), TypeError);
  assertMatch(refused.message, /`threads`: received 2, .* take turns/);
  for (const threads of ["auto", 1] as const) {
    await using runtime = await open({ module, threads });
    assertEquals((await runtime.run(new MemoryFs(), ["count"])).exitCode, 0);
  }
});

const spawn =
  `(import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))`;

Deno.test("a module with threads must have what they need", async () => {
  const refused = {
    "does not export wasi_thread_start": `(module ${spawn}
      (import "env" "memory" (memory 1 1 shared)) (func (export "_start")))`,
    "is not shared": `(module ${spawn}
      (import "env" "memory" (memory 1 1)) (func (export "_start"))
      (func (export "wasi_thread_start") (param i32 i32)))`,
    "it needs b.b": `(module ${spawn}
      (import "a" "a" (memory 1 1 shared)) (import "b" "b" (memory 1 1 shared))
      (func (export "_start")) (func (export "wasi_thread_start") (param i32 i32)))`,
    "it needs wasi.thread-spawn": `(module ${spawn}
      (memory (export "memory") 1) (func (export "_start"))
      (func (export "wasi_thread_start") (param i32 i32)))`,
  };
  for (const [message, text] of Object.entries(refused)) {
    await assertRejects(
      () => Runtime.create({ module: { bytes: wat(text) } }),
      ModuleError,
      message,
    );
  }
  await assertRejects(
    () => open({ maxMemoryBytes: MiB }),
    LimitError,
    "maxMemoryBytes",
  );
});

Deno.test("a compiled module is refused that does not take the memory of its threads", async () => {
  // Its own limit is 128 MiB.
  const module = await WebAssembly.compile(bytes);
  const refused = await assertRejects(
    () => open({ module, maxMemoryBytes: 129 * MiB }),
    ModuleError,
    "Cannot link the module: a memory of 135266304 bytes",
  );
  assertEquals(refused.reason, "imports");
  await assertRejects(() => open({ module, maxMemoryBytes: MiB }), ModuleError);
  await using runtime = await open({ module, maxMemoryBytes: 128 * MiB });
  assertEquals((await run(runtime, "count")).lines, cases.count!.lines);
  // What would run at once does not.
  const looping = wat(`(module ${spawn}
    (import "any" "name" (memory 1 1 shared)) (func $loop (loop (br 0)))
    (start $loop) (func (export "_start"))
    (func (export "wasi_thread_start") (param i32 i32)))`);
  const rewritten = rewrite(looping, { interrupt: true });
  const compiled = await WebAssembly.compile(rewritten);
  await using _ = await open({ module: compiled, maxMemoryBytes: 65_536 });
});

/** Each thread starts two, until there are enough; the last one exits. */
const generations = `(module ${spawn}
  (import "any" "name" (memory 1 2 shared))
  (global $own (mut i32) (i32.const 0))
  (func $more (param $depth i32)
    (global.set $own (i32.add (global.get $own) (i32.const 1)))
    (if (i32.ne (global.get $own) (i32.const 1)) (then unreachable))
    (if (i32.eq (i32.atomic.rmw.add (i32.const 8) (i32.const 1)) (i32.const 30))
      (then (call $exit (i32.const 17))))
    (if (i32.lt_u (local.get $depth) (i32.const 4))
      (then
        (drop (call $spawn (i32.add (local.get $depth) (i32.const 1))))
        (drop (call $spawn (i32.add (local.get $depth) (i32.const 1)))))))
  (func (export "wasi_thread_start") (param i32 i32) (call $more (local.get 1)))
  (func (export "_start")
    (call $more (i32.const 0))
    (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1)))))`;

Deno.test("threads start threads, each in a new instance", async () => {
  const module = { bytes: wat(generations) };
  for (const interruptible of [true, false]) {
    await using runtime = await Runtime.create({ module, interruptible });
    // Of a module that is not interruptible, the first thread still waits.
    for (let i = 0; i < 3; i++) {
      const { exitCode } = await runtime.run(new MemoryFs(), []);
      assertEquals(exitCode, 17);
      if (!interruptible) break;
    }
  }
});

Deno.test({
  name: "threads need no permission",
  permissions: "none",
  fn: async () => {
    await using runtime = await open();
    assertEquals((await run(runtime, "count")).lines, cases.count!.lines);
    assertEquals((await run(runtime, "files")).lines, cases.files!.lines);
  },
});

Deno.test("limits hold for all threads together", async () => {
  await using runtime = await open();
  const fs = new MemoryFs();
  const { stdout } = await runtime.run(fs, ["files"], { maxBytes: 50_000 });
  // Some of them could not write any more.
  assert(new TextDecoder().decode(stdout).includes("-1\n"));
  const sizes = fs.readDir("/").map(({ name }) => fs.stat(name).size);
  const total = sizes.reduce((sum, size) => sum + size);
  assert(total > 40_000 && total <= 50_000, `${total}`);

  // As many as are open from the start.
  const none = await run(runtime, "files", { maxOpenFiles: 6 });
  assertEquals(new Set(none.lines), new Set(["33"]));
  await assertRejects(
    () => run(runtime, "shout", { timeout: 300 }),
    TimeoutError,
  );
  assertEquals((await run(runtime, "count")).lines, cases.count!.lines);
});

Deno.test("a thread that uses up its stack, or jumps into another, ends the run", async () => {
  await using runtime = await open();
  const trap = await assertRejects(
    () => run(runtime, "overflow"),
    GuestTrapError,
  );
  assertEquals(trap.kind, "stack-overflow");
  assertMatch(trap.wasmStack, /recurses/);
  const jump = await assertRejects(() => run(runtime, "across"), LongjmpError);
  assertEquals([jump.reason, jump.value], ["dead", 9]);
});

/** Its first thread waits for longer than it may, and the other exits. */
const lingering = `(module ${spawn}
  (import "any" "name" (memory 1 1 shared))
  (func (export "wasi_thread_start") (param i32 i32) (call $exit (i32.const 17)))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const 2000000000)))))`;

Deno.test("who was told of the end of a run can begin another, though a thread has not left", async () => {
  const module = { bytes: wat(lingering) };
  await using pool = await RuntimePool.create({
    ...{ module, interruptible: false },
    ...{ size: 1, maxQueue: 0 },
  });
  for (let i = 0; i < 3; i++) {
    assertEquals((await pool.run(new MemoryFs(), [])).exitCode, 17);
    assertEquals([pool.stats.running, pool.stats.completed], [0, i + 1]);
  }
});

/** Every thread starts threads for ever. */
const bomb = `(module ${spawn}
  (import "any" "name" (memory 1 1 shared))
  (func $more (loop (drop (call $spawn (i32.const 0))) (br 0)))
  (func (export "wasi_thread_start") (param i32 i32) (call $more))
  (func (export "_start") (call $more)))`;

Deno.test("threads that start threads for ever are stopped, and leave the runtime usable", async () => {
  await using runtime = await Runtime.create({
    module: { bytes: wat(bomb) },
    maxThreads: 24,
  });
  for (let i = 0; i < 2; i++) {
    await assertRejects(
      () => runtime.run(new MemoryFs(), [], { timeout: 300 }),
      TimeoutError,
    );
  }
});

/** What the guest writes elsewhere. */
const MARK = "U".charCodeAt(0);

Deno.test("a thread that changes what another passes reaches nothing else", async () => {
  await using runtime = await open();
  const fs = new MemoryFs();
  await fs.mkdir("/inside");
  const stdin = new Uint8Array(50 * MiB).fill(255);
  const opened = new Set<string>();
  const onTrace = (line: string) => {
    const [, path] = /path_open\(3, .*("\S*"),.* SUCCESS/.exec(line) ?? [];
    if (path) opened.add(path);
  };
  for (const traced of [{ onTrace }, {}]) {
    const job = runtime.spawn(fs, ["attack"], {
      stdin,
      stderr: "piped",
      ...traced,
    });
    for await (const chunk of job.stderr) assert(!chunk.includes(MARK));
    const { exitCode, stdout } = await job.status;
    assertEquals(new TextDecoder().decode(stdout), "held\n");
    assertEquals(exitCode, 0);
  }
  // The trace shows the path that was opened, not what is in its place later.
  assertEquals([...opened], ['"inside/"']);
});
