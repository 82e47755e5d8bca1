// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `refused_threads_test.ts`: aborts a guest without checks while its threads are
 * on their way, so that their host is ended at once. Prints how often it was told, and
 * ends by itself: no thread may go on to wait for its host.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";
import { wat } from "../support/wat.ts";

const bytes = wat(`(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close"
    (func $close (param i32) (result i32)))
  (import "env" "memory" (memory 1 1 shared))
  (func $ask (loop (drop (call $close (i32.const 99))) (br 0)))
  (func (export "wasi_thread_start") (param i32 i32) (call $ask))
  (func (export "_start") (local $i i32)
    (loop
      (drop (call $spawn (i32.const 0)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 4))))
    (call $ask)))`);

let told = 0;
for (let ms = 0; ms < 40; ms += 2) {
  await using runtime = await Runtime.create({
    module: { bytes },
    ...{ threads: 2, interruptible: false },
  });
  const job = runtime.spawn(new MemoryFs(), []);
  await new Promise((resolve) => setTimeout(resolve, ms));
  job.abort(new Error("stop"));
  await job.status.catch(({ message }) => told += Number(message === "stop"));
}
console.log(JSON.stringify(told));
