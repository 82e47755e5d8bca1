// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { type Fs, MemoryFs, TimeoutError } from "../../mod.ts";
import { type Errno, errnoMessages, readFile } from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { Random } from "../support/random.ts";

const make =
  "-f lavfi -i testsrc2=size=96x64:duration=0.4 -c:v mpeg4 -bitexact in.mp4"
    .split(" ");
const convert = "-y -i in.mp4 -c:v mpeg4 -movflags +faststart -bitexact out.mp4"
  .split(" ");

/** A runtime, a file system with an input, and the output and the calls of the job on it. */
async function prepared() {
  const runtime = await engineRuntime("gpl");
  const fresh = async () => {
    const fs = new MemoryFs();
    assertEquals((await runtime.run(fs, make)).exitCode, 0);
    return fs;
  };
  const job = async () => {
    const fs = await fresh();
    const { exitCode, stderr } = await runtime.run(fs, convert);
    assertEquals(exitCode, 0, stderr);
    return fs.readFile("out.mp4");
  };
  const calls: string[] = [];
  const recording = new FaultFs(await fresh(), ({ operation }) => {
    calls.push(operation);
    return undefined;
  });
  await runtime.run(recording, convert);
  assertGreater(calls.length, 10);
  return { runtime, fresh, job, calls, expected: await job() };
}

Deno.test("Runtime.run() survives a file system that fails at any call", async (t) => {
  const { runtime, fresh, job, calls, expected } = await prepared();
  await using _ = runtime;
  const errnos = Object.keys(errnoMessages) as Errno[];
  for (const [failing, operation] of calls.entries()) {
    const error = errnos[failing * 7 % errnos.length]!;
    await t.step(`${operation}, call ${failing}, with ${error}`, async () => {
      let index = 0;
      const fs = new FaultFs(
        await fresh(),
        () => index++ === failing ? { error } : undefined,
      );
      const { success, stderr } = await runtime.run(fs, convert);
      const isComplete = success &&
        equals(await readFile(fs, "out.mp4"), expected);
      // ffmpeg ignores the failure of some calls; it reports the others, though not
      // always in its exit code.
      if (!isComplete) {
        assertMatch(stderr, /^(\[\S+ @ \w+\] )?(Error |(in|out)\.mp4: )/m);
      }
    });
  }
  assertEquals(await job(), expected);
});

Deno.test("Runtime.run() can be stopped when a file system stops answering at any call", async (t) => {
  const { runtime, fresh, job, calls, expected } = await prepared();
  await using _ = runtime;
  for (const [hanging, operation] of calls.entries()) {
    await t.step(`${operation}, call ${hanging}`, async () => {
      const controller = new AbortController();
      let index = 0;
      const fs = new FaultFs(await fresh(), () => {
        if (index++ !== hanging) return undefined;
        // Only once the call is in progress.
        queueMicrotask(() => controller.abort("stop"));
        return { until: new Promise(() => {}) };
      });
      const reason = await runtime.run(fs, convert, controller)
        .catch((reason) => reason);
      assertEquals(reason, "stop");
    });
  }
  assertEquals(await job(), expected);
});

function equals(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** What a broken backend might return. */
const garbage: readonly unknown[] = [
  undefined,
  null,
  NaN,
  -1,
  -(2 ** 31),
  0.5,
  2 ** 53,
  Infinity,
  "text",
  "\0",
  "x".repeat(500_000),
  true,
  1n,
  2n ** 64n,
  {},
  [],
  [null],
  Symbol("garbage"),
  () => {},
  new Uint8Array(10),
  Array.from({ length: 100_000 }, () => ({})),
  { name: "a", kind: "unheard of", size: NaN, mode: -1 },
  { name: 5, kind: "file", size: -1, dev: 1, ino: 2 },
];

/** What it might throw. */
const thrown: readonly unknown[] = [
  undefined,
  null,
  "text",
  7,
  {},
  { code: "ENOENT" },
  new Error("of the backend"),
  new RangeError("of the backend"),
  new WebAssembly.RuntimeError("unreachable"),
  Object.assign(new Error("of the backend"), { code: "EWHATEVER" }),
  Object.assign(new Error("of the backend"), { code: 13 }),
  Object.assign(new Error("of the backend"), { code: "toString" }),
];

/** Shows `target` with some results replaced, including those of its files. */
function mad<T extends object>(
  target: T,
  answer: (value: unknown) => unknown,
): T {
  return new Proxy(target, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const result = answer(value.apply(target, args));
        const isFile = typeof result === "object" && result !== null &&
          "readAt" in result;
        return isFile ? mad(result, answer) : result;
      };
    },
  });
}

Deno.test("Runtime.run() survives a file system that answers with garbage", async (t) => {
  const { runtime, fresh, job, expected } = await prepared();
  await using _ = runtime;
  const random = new Random(1);
  let rejected = 0;
  const rounds = 3 * (garbage.length + thrown.length);
  for (let round = 0; round < rounds; round++) {
    const what = round % (garbage.length + thrown.length);
    const late = random.below(15);
    const isAsync = random.below(2) === 0;
    await t.step(`garbage ${what}, after ${late} calls`, async () => {
      let calls = 0;
      const answer = (value: unknown) => {
        if (calls++ < late) return value;
        if (what < garbage.length) {
          return isAsync ? Promise.resolve(garbage[what]) : garbage[what];
        }
        const error = thrown[what - garbage.length];
        if (isAsync) return Promise.reject(error);
        throw error;
      };
      try {
        const fs: Fs = mad(await fresh(), answer);
        await runtime.run(fs, convert, { timeout: 20_000 });
      } catch (error) {
        assert(!(error instanceof TimeoutError), "it hangs");
        rejected++;
      }
    });
  }
  assertGreater(rejected, rounds / 2);
  assertEquals(await job(), expected);
});
