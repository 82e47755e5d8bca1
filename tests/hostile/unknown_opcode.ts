// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `modules_test.ts`, with an engine that supports half-precision vectors:
 * prints the results for a module that uses one.
 *
 * @module
 */
import { assertRejects } from "@std/assert";
import { MemoryFs, ModuleError, Runtime } from "../../mod.ts";
import type { WasmFormatError } from "../../src/wasm/mod.ts";

const splat = [0xfd, 0xa0, 0x02];
const code = [0x00, 0x43, 0, 0, 0, 0, ...splat, 0x1a, 0x0b];
const name = (
  text: string,
) => [text.length, ...new TextEncoder().encode(text)];
const exports = [...name("memory"), 2, 0, ...name("_start"), 0, 0];
const module = {
  bytes: new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[5, 3, 1, 0, 1],
    ...[7, exports.length + 1, 2, ...exports],
    ...[10, code.length + 2, 1, code.length, ...code],
  ]),
};

const error = await assertRejects(
  () => Runtime.create({ module }),
  ModuleError,
);
const { kind, offset } = error.cause as WasmFormatError;
await using runtime = await Runtime.create({ module, interruptible: false });
const { exitCode } = await runtime.run(new MemoryFs(), []);
console.log(JSON.stringify({
  reason: error.reason,
  kind,
  isAtTheOffset: splat.every((byte, i) => module.bytes[offset + i] === byte),
  saysWhatToDo: error.message.includes("`interruptible: false`"),
  exitCode,
}));
