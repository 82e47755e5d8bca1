// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { wat } from "../support/wat.ts";

/** The parts of a command around `body`. */
function command(body: string, more = ""): Uint8Array<ArrayBuffer> {
  return wat(`(module
    (import "wasi_snapshot_preview1" "fd_write"
      (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
    (data (i32.const 16) "hello\\n")
    ${more}
    (func (export "_start") ${body}))`);
}

const table = `(type $none (func)) (type $one (func (param i32)))
  (table 2 2 funcref) (elem (i32.const 0) $taking)
  (func $taking (param i32))`;

/** Modules by name; those that trap have the kind of the trap. */
export const modules: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  hello: command(
    "(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))",
  ),
  busy: command("(loop (br 0))"),
};

/** Modules that trap, by the kind of the trap. */
export const traps: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "unreachable": command(
    "(call $outer)",
    "(func $inner (unreachable)) (func $outer (call $inner))",
  ),
  "out-of-bounds-1": command("(drop (i32.load (i32.const 0x7fffffff)))"),
  "out-of-bounds-2": command(
    "(memory.fill (i32.const -1) (i32.const 0) (i32.const 9))",
  ),
  "indirect-call-1": command(
    "(call_indirect (type $none) (i32.const 0))",
    table,
  ),
  "indirect-call-2": command(
    "(call_indirect (type $none) (i32.const 1))",
    table,
  ),
  "indirect-call-3": command(
    "(call_indirect (type $none) (i32.const 9))",
    table,
  ),
  "arithmetic-1": command("(drop (i32.div_s (i32.const 1) (i32.const 0)))"),
  "arithmetic-2": command("(drop (i32.rem_u (i32.const 1) (i32.const 0)))"),
  "arithmetic-3": command(
    "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))",
  ),
  "arithmetic-4": command("(drop (i32.trunc_f64_s (f64.const 1e300)))"),
  "stack-overflow": command("(call $deeper)", "(func $deeper (call $deeper))"),
};
