// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileNative } from "../support/c_guest.ts";
import { compileParallelGuest } from "../support/parallel_guest.ts";
import { prepare } from "../support/prepare.ts";

/** The programs, each for this runtime and for the host. */
const programs = new Map<string, [guest: Runtime, native: string]>();
prepare(async () => {
  for (const name of ["threads.c", "side_by_side.c"]) {
    const bytes = await compileParallelGuest(name);
    programs.set(name, [
      await Runtime.create({ module: { bytes } }),
      await compileNative(name, ["-pthread"]),
    ]);
  }
});

Deno.test.afterAll(() => programs.forEach(([runtime]) => runtime.close()));

/** Asserts that a program does the same on both. */
async function compare(name: string, ...args: string[]): Promise<void> {
  const [runtime, native] = programs.get(name)!;
  const cwd = await Deno.makeTempDir();
  try {
    const expected = await new Deno.Command(native, { args, cwd }).output();
    const received = await runtime.run(new MemoryFs(), args);
    const decoder = new TextDecoder();
    assertEquals(
      {
        exitCode: received.exitCode,
        stdout: decoder.decode(received.stdout),
        stderr: received.stderr,
      },
      {
        exitCode: expected.code,
        stdout: decoder.decode(expected.stdout),
        stderr: decoder.decode(expected.stderr),
      },
      args.join(" "),
    );
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const cases = {
  "threads.c": {
    mutex: "a mutex admits one thread at a time",
    recursive: "a recursive mutex is locked as often as it is unlocked",
    errorcheck: "an error-checking mutex reports errors",
    timedlock: "a timed lock waits no longer than its time",
    cond: "producers and consumers wait for each other",
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
    follow:
      "threads that start after the end of main's thread run to their end",
  },
  "side_by_side.c": {
    rwlocks: "many read or one writes",
    barriers: "a barrier opens when all have come",
    spinlocks: "a lock that spins admits one thread at a time",
    cancellation: "a thread that waits is cancelled, and cleans up",
    locals: "each thread has variables and a stack of its own",
    libc: "threads allocate memory, read files and print whole lines",
    waits: "no wake-up is lost",
    jumps: "each thread jumps back to where it called setjmp",
  },
} as const;

for (const [name, meanings] of Object.entries(cases)) {
  Deno.test(`threads side by side behave like those of the host: ${name}`, async (t) => {
    for (const [what, meaning] of Object.entries(meanings)) {
      await t.step(meaning, async () => {
        // Seeds say when a thread pauses.
        for (const seed of ["1", "2", "3"]) await compare(name, what, seed);
      });
    }
  });
}

Deno.test("a program finds as many processors as AFMPEG_THREADS says, or one", async () => {
  const [runtime] = programs.get("side_by_side.c")!;
  for (
    const [AFMPEG_THREADS, expected] of [
      ["12", "12 12\n"],
      ["0", "1 1\n"],
      ["many", "1 1\n"],
      ["99999", "1024 1024\n"],
    ] as const
  ) {
    const { stdout } = await runtime.run(new MemoryFs(), ["processors"], {
      env: { AFMPEG_THREADS },
    });
    assertEquals(new TextDecoder().decode(stdout), expected);
  }
});
