// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The functions that a caller passes in may be async: they belong to the run. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FsError, MemoryFs, type RunOptions, Runtime } from "../../mod.ts";
import { copy, ObserveFs, readFile } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { runGuest } from "../support/run_guest.ts";
import { turn } from "../support/turn.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("behave.c") };
});
const make = "-f lavfi -i testsrc=d=0.2:s=64x48 -y in.mp4".split(" ");
const names = ["onLog", "onProgress", "onTrace"] as const;

Deno.test("Runtime.run() rejects with what a function of the caller throws or rejects with", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const failures: Record<string, (error: Error) => unknown> = {
    throws: (error) => {
      throw error;
    },
    rejects: (error) => Promise.reject(error),
    "rejects later": async (error) => {
      await turn();
      throw error;
    },
    "is no promise, but rejects": (error) => ({
      then: (_: unknown, reject: (error: Error) => void) => reject(error),
    }),
  };
  const errors = [
    new Error("of the caller"),
    // For the guest, it would be a failed write.
    new FsError("EIO", { operation: "write", path: "log" }),
  ];
  for (const name of names) {
    for (const [how, fail] of Object.entries(failures)) {
      for (const error of errors) {
        await t.step(`${name} ${how} with an ${error.name}`, async () => {
          const options: RunOptions = { [name]: () => fail(error) };
          const thrown = await assertRejects(
            () => runtime.run(new MemoryFs(), make, options),
          );
          assertEquals(thrown, error);
        });
      }
    }
  }
  await t.step("the runtime still works", async () => {
    assertEquals((await runtime.run(new MemoryFs(), make)).exitCode, 0);
  });
});

Deno.test("Runtime.run() waits for functions of the caller, one after another", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const name of names) {
    await t.step(name, async () => {
      let [begun, ended, most] = [0, 0, 0];
      const options: RunOptions = {
        async [name]() {
          most = Math.max(most, ++begun - ended);
          await turn();
          ended++;
        },
      };
      const { exitCode } = await runtime.run(new MemoryFs(), make, options);
      assertEquals([exitCode, ended, most], [0, begun, 1]);
    });
  }
});

Deno.test("an atomic run changes nothing if a function of the caller fails at the end", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const running = runtime.run(fs, make, {
    atomic: true,
    async onProgress({ isEnd }) {
      await turn();
      if (isEnd) throw new Error("late");
    },
  });
  await assertRejects(() => running, Error, "late");
  assertEquals(fs.exists("in.mp4"), false);
});

Deno.test("Runtime.frames() fails when an async onLog does", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  assertEquals((await runtime.run(fs, make)).exitCode, 0);
  const frames = runtime.frames(fs, "in.mp4", {
    onLog: () => Promise.reject(new Error("of the caller")),
  });
  await assertRejects(
    () => Array.fromAsync(frames),
    Error,
    "of the caller",
  );
});

Deno.test("ObserveFs waits for its listener, and fails with it", async () => {
  const fs = new MemoryFs();
  fs.writeFile("a", "text");
  let heard = 0;
  const waits = new ObserveFs(fs, async () => {
    await turn();
    heard++;
  });
  await readFile(waits, "a");
  assertEquals(heard > 0, true);
  const fails = new ObserveFs(fs, () => Promise.reject(new Error("deaf")));
  await assertRejects(async () => await fails.mkdir("d"), Error, "deaf");
  await assertRejects(async () => await fails.remove("b"), Error, "deaf");
});

Deno.test("copy() waits for an async onProgress, and fails with it", async () => {
  const from = new MemoryFs();
  from.writeFile("a", "text");
  let told = 0;
  const to = new MemoryFs();
  const onProgress = async () => {
    await turn();
    told++;
  };
  await copy({ fs: from, path: "/" }, { fs: to, path: "/" }, { onProgress });
  assertEquals([told > 1, to.readTextFile("a")], [true, "text"]);
  const failing = async () =>
    await copy({ fs: from, path: "a" }, { fs: to, path: "b" }, {
      onProgress: () => Promise.reject(new Error("deaf")),
    });
  await assertRejects(failing, Error, "deaf");
});

Deno.test("Wasi refuses a trace that is async", () => {
  assertThrows(
    () =>
      runGuest(module.bytes, {
        args: ["behave", "exit", "0"],
        trace: () => Promise.reject(new Error("nobody's")),
      }),
    TypeError,
    "Cannot use `trace`: received a function that is async",
  );
});

Deno.test("Runtime.run() lets everything else run while stdin is empty chunks", async (t) => {
  await using runtime = await Runtime.create({
    module: { bytes: await compileGuest("pipe.c") },
  });
  const detached = () => {
    const chunk = new Uint8Array(10);
    structuredClone(chunk, { transfer: [chunk.buffer] });
    return chunk;
  };
  const sources = { empty: () => new Uint8Array(0), detached };
  for (const [name, chunk] of Object.entries(sources)) {
    const stdin = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(chunk()),
      });
    await t.step(`${name}, a timeout`, async () => {
      const running = runtime.run(new MemoryFs(), ["copy"], {
        ...{ stdin: stdin(), timeout: 50 },
      });
      await assertRejects(() => running, Error, "its timeout of 50 ms");
    });
    await t.step(`${name}, an abort`, async () => {
      const stop = new AbortController();
      const running = runtime.run(new MemoryFs(), ["copy"], {
        ...{ stdin: stdin(), signal: stop.signal },
      });
      for (let i = 0; i < 20; i++) await turn();
      stop.abort(new Error("stop"));
      await assertRejects(() => running, Error, "stop");
    });
  }
  await t.step("a chunk after many empty ones", async () => {
    let chunks = 0;
    const stdin = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (chunks++ < 1000) return controller.enqueue(new Uint8Array(0));
        controller.enqueue(new TextEncoder().encode("text"));
        controller.close();
      },
    });
    const { stdout } = await runtime.run(new MemoryFs(), ["copy"], { stdin });
    assertEquals(new TextDecoder().decode(stdout), "text");
  });
});
