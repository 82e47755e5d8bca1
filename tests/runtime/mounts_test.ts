// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  FsError,
  MemoryFs,
  type Result,
  type RunOptions,
  Runtime,
} from "../../mod.ts";
import { ReadOnlyFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
});
const hello = new TextEncoder().encode("hello");

/** Runs the guest `pipe.c`. */
async function run(
  runtime: Runtime,
  command: string,
  options: RunOptions = {},
  fs: MemoryFs = new MemoryFs(),
): Promise<{ text: string; result: Result }> {
  const result = await runtime.run(fs, command.split(" "), options);
  return { text: new TextDecoder().decode(result.stdout), result };
}

Deno.test("a guest finds its devices", async (t) => {
  await using runtime = await Runtime.create({ module });
  await t.step("in a directory", async () => {
    const { text } = await run(runtime, "list /dev");
    assertEquals(text.trim().split("\n").sort(), [
      ...[".", "..", "fd", "null", "random", "stderr", "stdin", "stdout"],
      ...["urandom", "zero"],
    ]);
    const { text: descriptors } = await run(runtime, "list /dev/fd");
    assertEquals(descriptors.trim().split("\n"), [".", "..", "0", "1", "2"]);
  });
  for (const path of ["/dev/stdin", "/dev/fd/0"]) {
    await t.step(path, async () => {
      const { text } = await run(runtime, `cat ${path}`, { stdin: hello });
      assertEquals(text, "hello");
    });
  }
  for (const path of ["/dev/stdout", "/dev/fd/1"]) {
    await t.step(path, async () => {
      const { text } = await run(runtime, `fill ${path}`, { stdin: hello });
      assertEquals(text, "hello");
    });
  }
  for (const path of ["/dev/stderr", "/dev/fd/2"]) {
    await t.step(path, async () => {
      const { result } = await run(runtime, `fill ${path}`, { stdin: hello });
      assertEquals(result.stderr, "hello");
    });
  }
  await t.step("/dev/null", async () => {
    assertEquals((await run(runtime, "cat /dev/null")).text, "");
    const { result } = await run(runtime, "fill /dev/null", { stdin: hello });
    assertEquals(result.exitCode, 0);
  });
  await t.step("/dev/zero", async () => {
    assertEquals((await run(runtime, "head /dev/zero 5")).text, "\0".repeat(5));
  });
  for (const path of ["/dev/random", "/dev/urandom"]) {
    await t.step(path, async () => {
      const [a, b] = [
        (await run(runtime, `head ${path} 64`)).result.stdout,
        (await run(runtime, `head ${path} 64`)).result.stdout,
      ];
      assertEquals(a.length, 64);
      assertNotEquals(a, b);
    });
  }
});

Deno.test("a guest has a /tmp of its own if the caller has none", async () => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  const filled = await run(runtime, "fill /tmp/a", { stdin: hello }, fs);
  assertEquals(filled.result.exitCode, 0);
  assertEquals(fs.open("/").readdirnames(), []);
  const { result } = await run(runtime, "cat /tmp/a", {}, fs);
  assertEquals(result.stderr, "/tmp/a: No such file or directory\n");
  const full = await run(runtime, "fill /tmp/a", {
    stdin: new Uint8Array(100),
    maxScratchBytes: 99,
  }, fs);
  assertEquals(full.result.stderr, "write: No space left on device\n");
  fs.mkdir("/tmp");
  await run(runtime, "fill /tmp/a", { stdin: hello }, fs);
  assertEquals(fs.readTextFile("/tmp/a"), "hello");
});

Deno.test("a guest sees further file systems where they are mounted", async () => {
  await using runtime = await Runtime.create({ module });
  const [fs, fonts] = [new MemoryFs(), new MemoryFs()];
  fs.writeFile("a", "a");
  fonts.mkdir("/deep");
  fonts.writeFile("/deep/b.ttf", "font");
  const mounts = { "/usr/share/fonts/": new ReadOnlyFs(fonts) };
  const cat = await run(
    runtime,
    "cat /usr/share/fonts/deep/b.ttf",
    { mounts },
    fs,
  );
  assertEquals(cat.text, "font");
  const fill = await run(
    runtime,
    "fill /usr/share/fonts/c",
    { mounts },
    fs,
  );
  assertEquals(
    fill.result.stderr,
    "/usr/share/fonts/c: Read-only file system\n",
  );
  const rename = await run(
    runtime,
    "rename a /usr/share/fonts/a",
    { mounts },
    fs,
  );
  assertEquals(rename.result.stderr, "a: Cross-device link\n");
  assertEquals(fs.readTextFile("a"), "a");
  const own = await run(runtime, "rename a b", { mounts }, fs);
  assertEquals([own.result.exitCode, fs.readTextFile("b")], [0, "a"]);
});

Deno.test("a guest starts in its working directory", async () => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  fs.mkdirAll("/a/b");
  fs.writeFile("/a/b/c", "c");
  assertEquals((await run(runtime, "cat c", { cwd: "/a/b" }, fs)).text, "c");
  assertEquals((await run(runtime, "cat b/c", { cwd: "a" }, fs)).text, "c");
  assertEquals((await run(runtime, "cat /a/b/c", { cwd: "/a" }, fs)).text, "c");
  const mounted = await run(runtime, "list .", {
    cwd: "/m",
    mounts: { "/m": fs },
  });
  assertEquals(mounted.text, ".\n..\na\n");
  for (const [cwd, code] of [["/x", "ENOENT"], ["/a/b/c", "ENOTDIR"]]) {
    const error = await assertRejects(
      () => run(runtime, "list .", { cwd: cwd! }, fs),
      FsError,
    );
    assertEquals(error.code, code);
  }
});

Deno.test("a guest without an environment starts in its working directory, too", async (t) => {
  await using runtime = await Runtime.create({
    module: { bytes: await compileGuest("relative.c") },
  });
  const fs = new MemoryFs();
  fs.mkdirAll("a/b");
  fs.writeFile("a/b/c", "below");
  fs.writeFile("c", "above");
  const mounted = new MemoryFs();
  mounted.writeFile("c", "mounted");
  const mounts = { "/m": mounted };
  const cases: [what: string, path: string, cwd: string, text: string][] = [
    ["read", "c", "/", "above"],
    ["read", "c", "/a/b", "below"],
    ["read", "./c", "a/b/", "below"],
    ["read", "b/c", "/a", "below"],
    ["read", "b/../b/c", "/a", "below"],
    ["list", ".", "/a", ".\n..\nb\n"],
    ["read", "c", "/m", "mounted"],
    ["read", "/m/c", "/a", "mounted"],
    ["list", "/dev/fd", "/a", ".\n..\n0\n1\n2\n"],
  ];
  for (const [what, path, cwd, text] of cases) {
    await t.step(`${what} ${path} in ${cwd}`, async () => {
      const { stdout, stderr, exitCode } = await runtime.run(
        fs,
        [what, path],
        { cwd, mounts },
      );
      assertEquals(new TextDecoder().decode(stdout), text, stderr);
      assertEquals(exitCode, 0);
    });
  }
  await t.step("what it writes is bounded, and atomic", async () => {
    const write = (options: RunOptions) =>
      runtime.run(fs, ["write", "new"], { cwd: "/a", ...options });
    assertEquals((await write({ maxBytes: 3 })).exitCode, 1);
    fs.remove("a/new");
    assertEquals((await write({ atomic: true })).exitCode, 0);
    assertEquals(fs.readTextFile("a/new"), "written");
  });
  await t.step("it does not leave it", async () => {
    const { stderr } = await runtime.run(fs, ["read", "../c"], { cwd: "/a" });
    assertStringIncludes(stderr, "../c: ");
  });
});

Deno.test("a run with its own clock and seed is reproducible to the byte", async () => {
  await using runtime = await engineRuntime("lgpl");
  // Matroska contains a random identifier and, on request, the time of day.
  const args = "-f lavfi -i sine=duration=1 -timestamp now out.mkv".split(" ");
  const make = async (options: RunOptions) => {
    const fs = new MemoryFs();
    const { success, stderr } = await runtime.run(fs, args, options);
    assert(success, stderr);
    return fs.readFile("out.mkv");
  };
  const options = { clock: { start: 1.7e12 }, randomSeed: 7 };
  const first = await make(options);
  assertEquals(await make(options), first);
  assertNotEquals(await make({ ...options, randomSeed: 8 }), first);
  assertNotEquals(await make({}), first);
  const info = await runtime.run(new MemoryFs(), ["-i", "pipe:0"], {
    stdin: first,
  });
  assert(info.stderr.includes("2023-11-14T22:13:20"), info.stderr);
});

Deno.test("a guest reads a stepping clock", async () => {
  await using runtime = await Runtime.create({ module });
  const options = { clock: { start: 5000, stepNs: 10 }, randomSeed: 1 };
  const { text } = await run(runtime, "chance", options);
  const [time, random] = text.split(" ");
  assertEquals(time, "5.000000010");
  assertEquals((await run(runtime, "chance", options)).text, text);
  const other = await run(runtime, "chance", { ...options, randomSeed: 2 });
  assertNotEquals(other.text.split(" ")[1], random);
});
