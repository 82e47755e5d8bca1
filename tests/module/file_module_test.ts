// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Modules from files, which are bounded where they were read to. */
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { MemoryFs, ModuleError, Runtime } from "../../mod.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import { inFolder } from "../support/cli.ts";
import { rawModule } from "../support/raw_module.ts";
import { wat } from "../support/wat.ts";

/** Exits with the most pages that its memory may have. */
const measuring = wat(`(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (loop $again
      (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (call $exit (memory.size))))`);

Deno.test("a module from a file has no more memory than is allowed", async () => {
  await inFolder({ "guest.wasm": measuring }, async (folder) => {
    const file = `${folder}/guest.wasm`;
    for (const pages of [1, 7, 200]) {
      await using runtime = await Runtime.create({
        module: { file },
        maxMemoryBytes: pages * 65_536,
      });
      assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, pages);
    }
  });
});

Deno.test("a module comes through a pipe", async () => {
  await inFolder({ "guest.wasm": measuring }, async (folder) => {
    const run = (...args: string[]) =>
      new Deno.Command(args[0]!, { args: args.slice(1), cwd: folder }).output();
    await run("mkfifo", "pipe");
    const [runtime] = await Promise.all([
      Runtime.create({
        module: { file: `${folder}/pipe` },
        maxMemoryBytes: 3 * 65_536,
      }),
      run("bash", "-c", "cat guest.wasm > pipe"),
    ]);
    assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 3);
    await runtime.close();
  });
});

Deno.test("a module from a file is refused as the same bytes are", async () => {
  const wide = rawModule({
    memories: [[0, 1]],
    // `i64.add128` of zeros
    code: [0x42, 0, 0x42, 0, 0x42, 0, 0x42, 0, 0xfc, 19, 0x1a, 0x1a],
  });
  // They are bounded, which makes them longer, before they turn out to be wrong.
  assertNotEquals(
    rewrite(wide, { maxMemoryBytes: 2 ** 30 }).length,
    wide.length,
  );
  const invalid = rawModule({ memories: [[0, 1]], code: [0x1a] });
  await inFolder({ wide, invalid }, async (folder) => {
    const refusal = (module: { file: string } | { bytes: BufferSource }) =>
      assertRejects(
        () => Runtime.create({ module, interruptible: false }),
        ModuleError,
      );
    for (const [name, bytes] of Object.entries({ wide, invalid })) {
      const [ofFile, ofBytes] = await Promise.all([
        refusal({ file: `${folder}/${name}` }),
        refusal({ bytes }),
      ]);
      assertEquals(ofFile.message, ofBytes.message);
      assertEquals(ofFile.reason, name === "wide" ? "features" : "format");
    }
  });
});

Deno.test("a module may be a promise, of one that is compiled or of its file", async () => {
  await inFolder({ "guest.wasm": measuring }, async (folder) => {
    const maxMemoryBytes = 3 * 65_536;
    const compiled = WebAssembly.compile(
      rewrite(measuring, { maxMemoryBytes }),
    );
    const file = Promise.resolve({ file: `${folder}/guest.wasm` });
    for (const module of [compiled, file]) {
      await using runtime = await Runtime.create({ module, maxMemoryBytes });
      assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 3);
    }
  });
});

Deno.test("Runtime.create() rejects as the promise of its module does, or when it is aborted", async () => {
  await assertRejects(
    () => Runtime.create({ module: WebAssembly.compile(new Uint8Array(8)) }),
    WebAssembly.CompileError,
  );
  const stop = new AbortController();
  const { promise: module } = Promise.withResolvers<WebAssembly.Module>();
  const created = Runtime.create({ module, signal: stop.signal });
  stop.abort(new Error("enough"));
  await assertRejects(() => created, Error, "enough");
});
