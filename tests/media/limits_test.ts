// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import {
  type Fs,
  LimitError,
  MemoryFs,
  type Runner,
  type Runtime,
  type SpawnOptions,
  TimeoutError,
} from "../../mod.ts";
import { frames } from "../../src/media/frames/frames.ts";
import { thumbnail } from "../../src/media/frames/thumbnail.ts";
import { probe } from "../../src/media/probe/probe.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let runtime!: Runtime;
const fs = new MemoryFs();
prepare(async () => {
  runtime = await engineRuntime("lgpl");
  const make = "-f lavfi -i testsrc=d=0.4:s=64x48 -y in.mp4".split(" ");
  assertEquals((await runtime.run(fs, make)).exitCode, 0);
});

type Limits = [timeout: number | undefined, stallTimeout: number | undefined];

/** The runtime, and the limits of the runs that it was told to make. */
function observed() {
  const limits: Limits[] = [];
  const note = ({ timeout, stallTimeout }: SpawnOptions = {}) =>
    void limits.push([timeout, stallTimeout]);
  const runner: Runner = {
    run(fs, args, options) {
      note(options);
      return runtime.run(fs, args, options);
    },
    spawn(fs, args, options) {
      note(options);
      return runtime.spawn(fs, args, options);
    },
  };
  return { runner, limits };
}

const MINUTE = 60_000;

Deno.test("probe, thumbnail and frames have a minute, unless told otherwise", async (t) => {
  const all = (runner: Runner, options: object) =>
    Array.fromAsync(frames(runner, fs, "in.mp4", options));
  type Case = [
    use: (runner: Runner) => Promise<unknown>,
    limits: Limits,
  ];
  const timeout = 5 * MINUTE;
  const cases: Record<string, Case> = {
    probe: [(it) => probe(it, fs, "in.mp4"), [MINUTE, undefined]],
    "probe, counting": [
      (it) => probe(it, fs, "in.mp4", { count: "frames" }),
      [undefined, undefined],
    ],
    "probe, told": [
      (it) => probe(it, fs, "in.mp4", { timeout }),
      [timeout, undefined],
    ],
    thumbnail: [(it) => thumbnail(it, fs, "in.mp4", {}), [MINUTE, undefined]],
    "thumbnail, told": [
      (it) => thumbnail(it, fs, "in.mp4", { timeout: Infinity }),
      [Infinity, undefined],
    ],
    frames: [(it) => all(it, {}), [undefined, MINUTE]],
    "frames at a time": [(it) => all(it, { atSec: 0 }), [undefined, MINUTE]],
    "frames that are picked": [
      (it) => all(it, { everySec: 0.1 }),
      [undefined, Infinity],
    ],
    "frames, told": [(it) => all(it, { timeout }), [timeout, Infinity]],
    "frames, told otherwise": [
      (it) => all(it, { stallTimeout: 2 * MINUTE }),
      [undefined, 2 * MINUTE],
    ],
  };
  for (const [name, [use, expected]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { runner, limits } = observed();
      await use(runner);
      assertEquals(limits[0], expected);
    });
  }
});

Deno.test("thumbnail() fails by the limit of its output, and refuses one of stalls", async () => {
  const error = await assertRejects(
    () => runtime.thumbnail(fs, "in.mp4", { maxStdoutBytes: 10 }),
    LimitError,
    "Cannot make the thumbnail: received more than the limit of 10; " +
      "raise the option `maxStdoutBytes`",
  );
  assertEquals(error.message.includes("stdoutOverflow"), false);
  // It writes once, so there is nothing to wait for in between.
  const options = { stallTimeout: 50 } as object;
  await assertRejects(
    () => runtime.thumbnail(fs, "in.mp4", options),
    TypeError,
    "`stallTimeout`",
  );
});

Deno.test("frames() rejects when no frame comes for too long", async () => {
  const silent: Fs = new FaultFs(
    fs,
    ({ operation }) =>
      operation.startsWith("read")
        ? { until: new Promise(() => {}) }
        : undefined,
  );
  const options = { stallTimeout: 50 };
  const error = await assertRejects(
    () => Array.fromAsync(runtime.frames(silent, "in.mp4", options)),
    TimeoutError,
  );
  assertEquals([error.option, error.timeout], ["stallTimeout", 50]);
  await runtime.close();
});
