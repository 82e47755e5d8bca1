// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The runtime of C++ that libraries of the engine are linked with: exceptions of a
 * guest alone, with the host's own runtime as the oracle, and the end of runs inside
 * frames that would catch them.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/posix";
import { buildLibrary } from "../../engine/build.ts";
import { GuestTrapError, MemoryFs, Runtime, TimeoutError } from "../../mod.ts";
import {
  compileGuest,
  compileNative,
  compileThreadedGuest,
} from "../support/c_guest.ts";
import { compileParallelGuest } from "../support/parallel_guest.ts";
import { prepare } from "../support/prepare.ts";

let native!: string;
let plain!: Uint8Array<ArrayBuffer>;
let threaded!: Uint8Array<ArrayBuffer>;
let parallel!: Uint8Array<ArrayBuffer>;
let parallelFlags!: string[];
prepare(async () => {
  const library = join(await buildLibrary("cxx"), "lib");
  const flags = ["-fwasm-exceptions", `-L${library}`, "-lcxxabi", "-lc++"];
  plain = await compileGuest("throw.cpp", flags);
  threaded = await compileThreadedGuest("throw.cpp", ["-DTHREADS", ...flags]);
  const real = join(await buildLibrary("cxx", { threads: "real" }), "lib");
  parallelFlags = flags.map((flag) => flag.replace(library, real));
  parallel = await compileParallelGuest("throw.cpp", [
    ...["-DTHREADS", ...parallelFlags],
  ]);
  native = await compileNative("throw.cpp", ["-DTHREADS", "-lstdc++"]);
});

async function run(runtime: Runtime, what: string, seed = 0) {
  const { exitCode, stdout } = await runtime.run(new MemoryFs(), [what], {
    env: { AFMPEG_THREADS_SEED: `${seed}` },
  });
  return { exitCode, stdout: new TextDecoder().decode(stdout) };
}

async function runNative(what: string) {
  const { code, stdout } = await new Deno.Command(native, {
    args: [what],
  }).output();
  return { exitCode: code, stdout: new TextDecoder().decode(stdout) };
}

const cases = {
  types: "an exception is caught by its type, or by one that it derives from",
  frames: "an exception destroys the objects of all frames that it leaves",
  rethrow: "an exception is thrown again by its handler, or later",
  library: "the standard library throws",
  exit: "an exit destroys no object, and nothing catches it",
};

const guests = () => ({ plain, threaded, parallel });

for (const kind of ["plain", "threaded", "parallel"] as const) {
  Deno.test(`C++ throws and catches as on the host, in a ${kind} guest`, async (t) => {
    const bytes = guests()[kind];
    await using runtime = await Runtime.create({ module: { bytes } });
    for (const [what, meaning] of Object.entries(cases)) {
      await t.step(meaning, async () => {
        assertEquals(await run(runtime, what), await runNative(what));
      });
    }
  });

  Deno.test(`a ${kind} guest in C++ that is stopped or traps runs no destructor and no handler`, async (t) => {
    const bytes = guests()[kind];
    await using runtime = await Runtime.create({ module: { bytes } });
    /** Runs until it has announced what it does, or for a moment; returns what it printed. */
    const printed = async (
      what: string,
      stop: { signal: AbortSignal } | { timeout: number },
      started: () => void = () => {},
    ) => {
      let text = "";
      const stdout = new WritableStream<Uint8Array>({
        write(chunk) {
          text += new TextDecoder().decode(chunk);
          started();
        },
      });
      const fs = new MemoryFs();
      const error = await assertRejects(() =>
        runtime.run(fs, [what], { stdout, ...stop })
      );
      assertEquals((await run(runtime, "exit")).exitCode, 7);
      return { text, error };
    };
    const endless = [
      ...["loop", "sleep"],
      ...(kind === "plain" ? [] : ["loop_in_thread"]),
    ];
    for (const what of endless) {
      await t.step(`${what}, aborted`, async () => {
        const controller = new AbortController();
        const reason = new Error("stop");
        const { signal } = controller;
        assertEquals(
          await printed(what, { signal }, () => controller.abort(reason)),
          { text: ".", error: reason },
        );
      });
      await t.step(`${what}, after its time`, async () => {
        const { text, error } = await printed(what, { timeout: 300 });
        // Whether or not it had begun by then.
        assertEquals(text.replace(".", ""), "");
        assertEquals(error instanceof TimeoutError, true);
      });
    }
    await t.step("trap", async () => {
      const { text, error } = await printed("trap", { timeout: 60_000 });
      assertEquals(text, "");
      assertEquals((error as GuestTrapError).kind, "unreachable");
    });
  });

  Deno.test(`an exception that nothing may catch ends a ${kind} guest in C++`, async () => {
    const bytes = guests()[kind];
    await using runtime = await Runtime.create({ module: { bytes } });
    for (
      const [what, ending] of [
        ["noexcept", "unreachable"],
        ["uncaught", "exception"],
      ]
    ) {
      const error = await assertRejects(
        () => run(runtime, what!),
        GuestTrapError,
      );
      assertEquals(error.kind, ending);
      if (what === "noexcept") {
        assertStringIncludes(error.stderr, "terminating");
      }
    }
  });
}

for (const kind of ["threaded", "parallel"] as const) {
  Deno.test(`each thread of a ${kind} guest in C++ handles exceptions of its own`, async () => {
    const bytes = guests()[kind];
    await using runtime = await Runtime.create({ module: { bytes } });
    const expected = await runNative("threads");
    for (let seed = 0; seed <= 10; seed++) {
      assertEquals(await run(runtime, "threads", seed), expected, `${seed}`);
    }
  });

  Deno.test(`an exit of a thread in a ${kind} guest in C++ leaves what other threads would catch`, async () => {
    const bytes = guests()[kind];
    await using runtime = await Runtime.create({ module: { bytes } });
    const expected = await runNative("exit_in_thread");
    assertEquals(await run(runtime, "exit_in_thread"), expected);
  });
}

Deno.test("threads in C++ that run side by side make shared objects once, and destroy their own", async () => {
  const name = "side_by_side.cpp";
  const bytes = await compileParallelGuest(name, parallelFlags);
  await using runtime = await Runtime.create({ module: { bytes } });
  const path = await compileNative(name, ["-pthread", "-lstdc++"]);
  const { stdout } = await new Deno.Command(path).output();
  const expected = { exitCode: 0, stdout: new TextDecoder().decode(stdout) };
  for (let i = 0; i < 5; i++) assertEquals(await run(runtime, ""), expected);
});
