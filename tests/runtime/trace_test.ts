// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
});

Deno.test("Runtime.run() traces each call of the guest", async () => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  fs.writeFile("a", "hello");
  const lines: string[] = [];
  const { stdout } = await runtime.run(fs, ["cat", "a"], {
    onTrace: (line) => void lines.push(line),
  });
  assertEquals(new TextDecoder().decode(stdout), "hello");
  const at = lines.findIndex((line) => line.startsWith("path_open("));
  assert(
    /^path_open\(3, SYMLINK_FOLLOW, "a", 0, .* = SUCCESS 6$/.test(lines[at]!),
  );
  assertEquals(
    lines.slice(at + 1).filter((line) => /^fd_(read|write)/.test(line))
      .map((line) => line.replaceAll(/0x[0-9a-f]+/g, "0x")),
    [
      "fd_read(6, 0x, 1) = SUCCESS 5",
      "fd_write(1, 0x, 1) = SUCCESS 5",
      "fd_read(6, 0x, 1) = SUCCESS 0",
    ],
  );
});

Deno.test("Runtime.run() rejects with the error that onTrace throws", async () => {
  await using runtime = await Runtime.create({ module });
  const thrown = new Error("thrown");
  const onTrace = () => {
    throw thrown;
  };
  const running = runtime.run(new MemoryFs(), ["list", "/"], { onTrace });
  assertEquals(await assertRejects(() => running), thrown);
});

Deno.test("Runtime.run() returns a profile of how the run spent its time", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const args = "-f lavfi -i sine=duration=10 out.wav".split(" ");
  const { profile } = await runtime.run(fs, args, { profile: true });
  const { instantiateTime, wasmTime, hostTime, waitTime, calls } = profile!;
  for (const time of [instantiateTime, wasmTime, hostTime, waitTime]) {
    assert(time > 0);
  }
  assert(calls.fd_write!.count > 10 && calls.path_open!.count > 0);
  const spent = Object.values(calls).map(({ time }) => time);
  assertEquals(spent, spent.toSorted((a, b) => b - a));
  // The time of a call is either spent in the host or waiting.
  assertAlmostEquals(
    hostTime + waitTime,
    spent.reduce((sum, time) => sum + time),
  );
  assertEquals((await runtime.run(fs, ["-version"])).profile, undefined);
});
