// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * WASI preview1 in JavaScript: runs a WebAssembly command or reactor over any
 * {@linkcode SyncFs}, in memory and without permissions.
 *
 * All 46 functions of `wasi_snapshot_preview1`, and of `wasi_unstable` before it.
 * A guest reaches only the file systems that it is given, each under a name that the
 * caller chooses; neither `..` nor any link leads out of one. An exit or an
 * interrupt is a trap that a guest cannot catch.
 *
 * A {@linkcode Wasi} runs in the thread that creates it, so its file systems must be
 * synchronous. For asynchronous ones, use `Runtime` of `@afmpeg/afmpeg`, which runs
 * any command in a thread of its own.
 *
 * @example Two directories, and a line for each call
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { Wasi } from "@afmpeg/afmpeg/wasi";
 * import { assert, assertEquals } from "@std/assert";
 *
 * // A program in C that copies a file in capital letters.
 * const module = await WebAssembly.compile(await Deno.readFile("capitals.wasm"));
 * const [input, output] = [new MemoryFs(), new MemoryFs()];
 * input.writeFile("a.txt", "Hello");
 * const calls: string[] = [];
 * const wasi = new Wasi({
 *   args: ["capitals", "/in/a.txt", "/out/b.txt"],
 *   preopens: { "/in": input, "/out": output },
 *   trace: (call) => calls.push(call),
 * });
 * const instance = await WebAssembly.instantiate(module, wasi.imports);
 * assertEquals(wasi.start(instance), 0);
 * assertEquals(output.readTextFile("b.txt"), "HELLO");
 * assert(calls.some((call) => call.startsWith(`path_open(3, SYMLINK_FOLLOW, "a.txt"`)));
 * ```
 *
 * @module
 */
export {
  AnswerError,
  type AnswerErrorOptions,
} from "../../vfs/answer_error.ts";
export type { SyncFs } from "../../vfs/fs.ts";
export type { WasiClock } from "./context.ts";
export type { InputStream, OutputStream } from "./descriptors.ts";
export type { WasiFunction } from "./functions.ts";
export { devices, type DevicesOptions } from "./devices.ts";
export {
  inheritedStreams,
  lineOutput,
  type StandardStreams,
  textInput,
  type TextOutput,
  textOutput,
} from "./streams.ts";
export { InterruptedError } from "./interrupted_error.ts";
export type { TraceSink } from "./trace.ts";
export {
  Wasi,
  type WasiImports,
  type WasiInstance,
  type WasiOptions,
} from "./wasi.ts";
export { seededRandom } from "../util/seeded_random.ts";
export { steppingClock, type SteppingClockOptions } from "./stepping_clock.ts";
