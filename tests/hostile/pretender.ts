// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `modules_test.ts`, in a separate process, because a thread that cannot be
 * stopped keeps a process from exiting: aborts a module that looks as if it had been
 * made interruptible, but loops. Prints the reason, and the exit code of the next run.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";
import { interruptExport } from "../../src/wasm/mod.ts";
import { wat } from "../support/wat.ts";

const bytes = wat(`(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $sizes (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (memory $word (export "${interruptExport}") 1 1 shared)
  (func (export "_start")
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 1))
      (then (loop $ever (br $ever))))))`);

const runtime = await Runtime.create({ module: { bytes } });
const controller = new AbortController();
const running = runtime.run(new MemoryFs(), ["for ever"], controller);
setTimeout(() => controller.abort("stop"), 0);
const reason = await running.catch((reason) => reason);
const { exitCode } = await runtime.run(new MemoryFs(), []);
console.log(JSON.stringify([reason, exitCode]));
Deno.exit(0);
