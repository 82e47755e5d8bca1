// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type GuestSignal,
  GuestTrapError,
  MemoryFs,
  Runtime,
  SignalError,
  TimeoutError,
} from "../../mod.ts";
import {
  compileGuest,
  compileNative,
  compileThreadedGuest,
} from "../support/c_guest.ts";
import { Threads } from "../../src/worker/threads.ts";
import { turn } from "../support/turn.ts";
import { wat } from "../support/wat.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
let native!: string;
prepare(async () => {
  bytes = await compileThreadedGuest("threads.c");
  native = await compileNative("threads.c");
});

/** Runs a case of `threads.c`. With a seed, threads are switched by force. */
async function run(runtime: Runtime, what: string, seed?: number) {
  const env = seed === undefined
    ? undefined
    : { AFMPEG_THREADS_SEED: `${seed}` };
  const { exitCode, stdout, stderr } = await runtime.run(
    new MemoryFs(),
    what.split(" "),
    { ...(env && { env }) },
  );
  return { exitCode, stdout: new TextDecoder().decode(stdout), stderr };
}

/** The result with the threads of the host. */
async function runNative(what: string) {
  const { code, stdout, stderr } = await new Deno.Command(native, {
    args: [what],
  }).output();
  const decoder = new TextDecoder();
  return {
    exitCode: code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

const cases = {
  mutex: "a mutex admits one thread at a time",
  recursive: "a recursive mutex is locked as often as it is unlocked",
  errorcheck: "an error-checking mutex reports errors",
  timedlock: "a timed lock waits no longer than its time",
  cond: "producers and consumers wait for each other",
  many: "64 threads wait for one",
  timedwait: "a wait ends at its time, or earlier when signalled",
  monotonic: "a wait can follow the monotonic clock",
  semaphore: "semaphores count, and those who wait for them take turns",
  once: "an initialisation runs once, and all wait for it",
  join: "a thread's result reaches the thread that joins it",
  detach: "hundreds of detached threads release their resources",
  keys: "each thread has values of its own, which are destroyed at its end",
  errno: "each thread has an errno of its own",
  stacks: "threads recurse on stacks of their own",
  pthread_exit: "a thread ends in the middle",
  early: "threads begin where others have ended in the middle",
  exit: "exit in a thread ends all",
  return: "the return of main ends all",
  main_exit: "the end of main's thread does not end others",
  follow: "threads that start after the end of main's thread run to their end",
} as const;

Deno.test("threads behave like those of the host", async (t) => {
  await using runtime = await Runtime.create({ module: { bytes } });
  for (const [name, meaning] of Object.entries(cases)) {
    await t.step(meaning, async () => {
      const expected = await runNative(name);
      assertEquals(await run(runtime, name), expected);
      for (let seed = 1; seed <= 10; seed++) {
        const forced = await run(runtime, name, seed);
        assertEquals(forced, expected, `with the seed ${seed}`);
      }
    });
  }
});

Deno.test("sleeping threads wake in the order of their times", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  assertEquals((await run(runtime, "sleep")).stdout, "2\n1\n0\n");
});

Deno.test("threads print which waits for which when none can continue", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const error = await assertRejects(
    () => run(runtime, "deadlock"),
    GuestTrapError,
  );
  assertEquals(error.kind, "unreachable");
  assertStringIncludes(error.stderr, "every thread waits for another");
  assertMatch(
    error.stderr,
    /thread 2 "right" waits for mutex 0x\w+ of thread 3/,
  );
  assertMatch(
    error.stderr,
    /thread 3 "left" waits for mutex 0x\w+ of thread 2/,
  );
  assertMatch(error.stderr, /thread 1 "main" waits for the end of thread \d/);
});

Deno.test("threads end the run when one overflows its stack", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const error = await assertRejects(
    () => run(runtime, "overflow"),
    GuestTrapError,
  );
  assertStringIncludes(error.stderr, "overflowed its stack");
  assertEquals((await run(runtime, "many")).exitCode, 0);
});

for (
  const [what, meaning] of [
    ["signal", "threads run"],
    ["signal_asleep", "it sleeps"],
  ]
) {
  Deno.test(`Job.kill() makes the guest handle a signal while ${meaning}`, async () => {
    await using runtime = await Runtime.create({ module: { bytes } });
    const job = runtime.spawn(new MemoryFs(), [what!], { stdout: "piped" });
    let text = "";
    for await (const chunk of job.stdout) {
      text += new TextDecoder().decode(chunk);
      if (text === "ready\n") job.kill("SIGINT");
    }
    assertEquals(text, "ready\nsignal 2\n");
    assertEquals((await job.status).exitCode, 0);
    job.kill("SIGINT");
    assertEquals((await run(runtime, "many")).exitCode, 0);
  });
}

Deno.test("Job.kill() ends a guest that does not handle the signal", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const codes: number[] = [];
  const signals = [
    "SIGINT",
    "SIGTERM",
    undefined,
    "SIGHUP",
    "SIGQUIT",
  ] as const;
  for (const signal of signals) {
    const job = runtime.spawn(new MemoryFs(), ["nap"]);
    job.kill(signal);
    codes.push((await job.status).exitCode);
  }
  assertEquals(codes, [130, 143, 143, 129, 131]);
});

Deno.test("Job.kill() throws a TypeError for an unknown signal", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  await using job = runtime.spawn(new MemoryFs(), ["nap"]);
  const wrong: [signal: unknown, shown: string][] = [
    ["SIGNONE", '"SIGNONE"'],
    ["toString", '"toString"'],
    ["", '""'],
    [15, "15"],
    [null, "null"],
    [new Error("a"), "Error"],
  ];
  for (const [signal, shown] of wrong) {
    const error = assertThrows(
      () => job.kill(signal as GuestSignal),
      TypeError,
      `received ${shown}; give one of SIGHUP`,
    );
    assertStringIncludes(error.message, "SIGKILL, ");
  }
});

Deno.test("Job.kill() throws a SignalError when the module does not support signals", async () => {
  const module = { bytes: await compileGuest("behave.c") };
  await using runtime = await Runtime.create({ module });
  await using job = runtime.spawn(new MemoryFs(), ["loop"]);
  const error = assertThrows(() => job.kill("SIGINT"), SignalError);
  assertStringIncludes(error.message, "Cannot send SIGINT");
});

Deno.test("threads end the run when one traps", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const error = await assertRejects(() => run(runtime, "trap"), GuestTrapError);
  assertEquals(error.kind, "out-of-bounds");
  assertEquals((await run(runtime, "many")).exitCode, 0);
});

Deno.test("pthread_create() returns EAGAIN beyond 4,096 threads", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  assertEquals((await run(runtime, "limit")).stdout, "4096 1\n");
});

for (
  const [what, meaning] of [
    ["spin", "computes"],
    ["nap", "sleeps"],
    ["switch 2000000000", "switches"],
  ]
) {
  Deno.test(`Runtime.run() stops a guest with threads when it ${meaning}`, async () => {
    await using runtime = await Runtime.create({ module: { bytes } });
    await assertRejects(
      () => runtime.run(new MemoryFs(), what!.split(" "), { timeout: 50 }),
      TimeoutError,
    );
    assertEquals((await run(runtime, "many")).exitCode, 0);
  });
}

/** A guest that switches threads incorrectly. */
function misbehaving(body: string): Uint8Array<ArrayBuffer> {
  return wat(`(module
    (import "afmpeg_threads" "switch" (func $switch (param i32 i32 i32)))
    (memory (export "memory") 1)
    (table (export "__indirect_function_table") funcref (elem $thread $next))
    (global $last (mut i32) (i32.const 1))
    (func $thread (param i32) (result i32)
      (loop (call $switch (local.get 0) (i32.const 1) (i32.const 0)) (br 0))
      unreachable)
    (func $next (param i32) (result i32)
      (i32.add (local.get 0) (i32.const 1)))
    (func $fresh (result i32)
      (global.set $last (i32.add (global.get $last) (i32.const 1)))
      (global.get $last))
    (func (export "_start") ${body}))`);
}

const misdeeds: Record<string, [string, RegExp]> = {
  "names a thread that does not run": [
    `(call $switch (i32.const 1) (i32.const 2) (i32.const 0))
     (call $switch (i32.const 2) (i32.const 3) (i32.const 0))`,
    /switched from thread 2, which does not run/,
  ],
  "switches to itself": [
    "(call $switch (i32.const 1) (i32.const 1) (i32.const 0))",
    /switched from thread 1/,
  ],
  "starts threads endlessly": [
    "(loop (call $switch (i32.const 1) (call $fresh) (i32.const 0)) (br 0))",
    /more than 4096 threads, the most that a run may have/,
  ],
  "starts a thread that does not exist": [
    "(call $switch (i32.const 1) (i32.const 2) (i32.const 99))",
    /no thread begins at 99/,
  ],
};

for (const [misdeed, [body, pattern]] of Object.entries(misdeeds)) {
  Deno.test(`Runtime.run() rejects when a guest ${misdeed}`, async () => {
    const module = { bytes: misbehaving(body) };
    await using runtime = await Runtime.create({ module });
    const error = await assertRejects(
      () => runtime.run(new MemoryFs(), []),
      GuestTrapError,
    );
    assertMatch(error.message, pattern);
  });
}

Deno.test("Runtime.run() ends even if parked threads catch what unwinds them, and loop", async () => {
  const bytes = wat(`(module
    (import "afmpeg_threads" "switch" (func $switch (param i32 i32 i32)))
    (import "wasi_snapshot_preview1" "fd_write"
      (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\02\\00\\00\\00")
    (data (i32.const 16) "on")
    (table (export "__indirect_function_table") funcref (elem $thread))
    (func $thread (param i32) (result i32)
      (loop
        (try
          (do (call $switch (local.get 0) (i32.const 1) (i32.const 0)))
          (catch_all
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (loop (br 0))))
        (br 0))
      unreachable)
    (func (export "_start")
      (call $switch (i32.const 1) (i32.const 2) (i32.const 0))
      (call $switch (i32.const 1) (i32.const 3) (i32.const 0))))`);
  await using runtime = await Runtime.create({ module: { bytes } });
  for (let i = 0; i < 3; i++) {
    const { exitCode, stdout } = await runtime.run(new MemoryFs(), []);
    assertEquals([exitCode, stdout.length], [0, 0]);
  }
});

Deno.test("Threads.release() unwinds parked threads without running what would catch an exception", async () => {
  const module = new WebAssembly.Module(wat(`(module
    (import "afmpeg_threads" "switch" (func $switch (param i32 i32 i32)))
    (import "test" "caught" (func $caught))
    (import "test" "check" (func $check))
    (memory (export "memory") 1)
    (table (export "__indirect_function_table") funcref (elem $thread))
    (func $thread (param i32) (result i32)
      (try
        (do
          (try (do (call $check)) (catch_all (call $caught)))
          (call $switch (local.get 0) (i32.const 1) (i32.const 0)))
        (catch_all (call $caught)))
      (i32.const 1))
    (func (export "_start")
      (call $switch (i32.const 1) (i32.const 2) (i32.const 0))
      (call $switch (i32.const 1) (i32.const 3) (i32.const 0))))`));
  const threads = new Threads(() => {});
  let caught = 0;
  const instance = new WebAssembly.Instance(module, {
    ...threads.imports,
    test: {
      caught: () => caught++,
      check() {
        throw new Error("an exception that it can catch");
      },
    },
  });
  await threads.run(instance);
  assertEquals(caught, 2);
  threads.release();
  for (let i = 0; i < 10; i++) await turn();
  assertEquals(caught, 2);
});

Deno.test("Runtime.run() stops a guest whose threads follow one another endlessly", async () => {
  const body = "(call $switch (i32.const 1) (i32.const 2) (i32.const 1))";
  const module = { bytes: misbehaving(body) };
  await using runtime = await Runtime.create({ module });
  await assertRejects(
    () => runtime.run(new MemoryFs(), [], { timeout: 50 }),
    TimeoutError,
  );
});

Deno.test("a guest with threads imports a single function for them", () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    .filter(({ module }) => module !== "wasi_snapshot_preview1");
  assertEquals(imports, [
    { module: "afmpeg_threads", name: "switch", kind: "function" },
  ]);
});
