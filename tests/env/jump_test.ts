// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Programs that jump, compiled in every way there is; the oracle is the same program
 * compiled for the host.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { LongjmpError, MemoryFs, Runtime } from "../../mod.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import {
  compileNative,
  compileThreadedGuest,
  sourcePath,
} from "../support/c_guest.ts";
import { compileJumper, flavours } from "../support/jump_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { prepare } from "../support/prepare.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function runNatively(name: string) {
  const cwd = await Deno.makeTempDir();
  const program = new Deno.Command(await compileNative(name), { cwd });
  const { code, stdout } = await program.output();
  await Deno.remove(cwd, { recursive: true });
  return { exitCode: code, stdout: text(stdout) };
}

let expected!: Awaited<ReturnType<typeof runNatively>>;
prepare(async () => {
  expected = await runNatively("jump.c");
});

Deno.test("the native program jumps as C defines", () => {
  assertEquals(expected.exitCode, 7);
  assertEquals(expected.stdout.split("\n").length, 62);
});

for (const [name, flavour] of Object.entries(flavours)) {
  const compile = () => compileJumper("jump.c", flavour);

  Deno.test(`Env jumps as the native program does when compiled by ${name}`, async () => {
    const module = rewrite(await compile(), { exportTag: "__c_longjmp" });
    const { exitCode, stdout } = runGuest(module, { fs: new MemoryFs() });
    assertEquals({ exitCode, stdout: text(stdout) }, expected);
  });

  Deno.test(`Runtime jumps as the native program does when compiled by ${name}`, async () => {
    const bytes = await compile();
    await using runtime = await Runtime.create({ module: { bytes } });
    const { exitCode, stdout } = await runtime.run(new MemoryFs(), []);
    assertEquals({ exitCode, stdout: text(stdout) }, expected);
  });
}

Deno.test("Runtime jumps in threads as the native program does", async () => {
  const bytes = await compileThreadedGuest("jump_threads.c", [
    ...["-mllvm", "-wasm-enable-sjlj", "-Wl,--allow-undefined"],
    ...["-isystem", sourcePath("include")],
  ]);
  await using runtime = await Runtime.create({ module: { bytes } });
  for (const seed of ["", "1", "2", "3"]) {
    const options = seed ? { env: { AFMPEG_THREADS_SEED: seed } } : {};
    const run = (...args: string[]) =>
      runtime.run(new MemoryFs(), args, options);
    const { exitCode, stdout } = await run();
    const output = { exitCode, stdout: text(stdout) };
    assertEquals(output, await runNatively("jump_threads.c"));
    const error = await assertRejects(() => run("wrong"), LongjmpError);
    assertEquals([error.reason, error.value], ["dead", 9]);
  }
});
