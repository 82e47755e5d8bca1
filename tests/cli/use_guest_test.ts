// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The engine of a command, which is compiled while the rest is loaded. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, runCli } from "../support/cli.ts";
import { wat } from "../support/wat.ts";

/** Exits with the most pages that its memory may have. */
const measuring = wat(`(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (func (export "_start")
    (loop $again
      (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (call $exit (memory.size))))`);

/** Starts no thread, but could. */
const threaded = wat(`(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "env" "memory" (memory 1 1 shared))
  (export "memory" (memory 0))
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start") (call $exit (i32.const 7))))`);

Deno.test("an engine has no more memory than --max-memory-bytes allows", async () => {
  await inFolder({ "guest.wasm": measuring }, async (folder) => {
    const run = (size: string) =>
      runCli(
        [
          ...["run", "--engine=guest.wasm", `--max-memory-bytes=${size}`],
          ...["--", "-version"],
        ],
        { cwd: folder },
      );
    assertEquals((await run("320KiB")).code, 5);
    const { code, stderr } = await run("64KiB");
    assertEquals(code, 125);
    assertStringIncludes(stderr, "--max-memory-bytes");
  });
});

Deno.test("an engine that cannot be compiled, or not with the rest, is reported or run", async () => {
  const files = {
    "cut.wasm": measuring.subarray(0, -1),
    "threaded.wasm": threaded,
    "other.wasm": new TextEncoder().encode("no module"),
  };
  await inFolder(files, async (folder) => {
    const run = (engine: string) =>
      runCli(["run", `--engine=${engine}`, "--", "-version"], { cwd: folder });
    assertEquals((await run("threaded.wasm")).code, 7);
    for (const engine of ["cut.wasm", "other.wasm"]) {
      const { code, stderr } = await run(engine);
      assertEquals(code, 125);
      assertStringIncludes(stderr, "Cannot compile the module");
      assertStringIncludes(
        stderr,
        `${files[engine as "cut.wasm"].length} bytes`,
      );
    }
  });
});
