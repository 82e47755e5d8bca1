import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";

const module = { bytes: await compileGuest("pipe.c") };

Deno.test("Runtime.run() tells of each call that the guest makes", async () => {
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

Deno.test("Runtime.run() rejects with what the listener of the trace throws", async () => {
  await using runtime = await Runtime.create({ module });
  const thrown = new Error("thrown");
  const onTrace = () => {
    throw thrown;
  };
  const running = runtime.run(new MemoryFs(), ["list", "/"], { onTrace });
  assertEquals(await assertRejects(() => running), thrown);
});

Deno.test("Runtime.run() says what a run has spent its time on", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const args = "-f lavfi -i sine=duration=10 out.wav".split(" ");
  const { profile } = await runtime.run(fs, args, { profile: true });
  const { instantiateMs, wasmMs, hostMs, waitMs, calls } = profile!;
  for (const ms of [instantiateMs, wasmMs, hostMs, waitMs]) assert(ms > 0);
  assert(calls.fd_write!.count > 10 && calls.path_open!.count > 0);
  const spent = Object.values(calls).map(({ ms }) => ms);
  assertEquals(spent, spent.toSorted((a, b) => b - a));
  // What a call takes is the time of the host, or waited for.
  assertAlmostEquals(hostMs + waitMs, spent.reduce((sum, ms) => sum + ms));
  assertEquals((await runtime.run(fs, ["-version"])).profile, undefined);
});
