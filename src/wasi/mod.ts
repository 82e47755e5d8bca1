/**
 * WASI preview1 in JavaScript: runs a WebAssembly command or reactor over any
 * {@linkcode SyncFs}, in memory and without permissions.
 *
 * All 46 functions of `wasi_snapshot_preview1`, and of `wasi_unstable` before it.
 * A guest reaches nothing but the file systems that it is given, each under a name
 * of your choice; neither `..` nor any link leads out of one. An exit or an
 * interrupt is a trap that no guest can catch.
 *
 * A {@linkcode Wasi} works in the thread that it is made in, so its file systems
 * answer at once. For those that answer with promises there is `Runtime` in
 * `@afmpeg/afmpeg`: it runs any command in a thread of its own.
 *
 * @example Two directories, and a line for each call
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { Wasi } from "@afmpeg/afmpeg/wasi";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const module = await WebAssembly.compile(await Deno.readFile("ffmpeg-lean.wasm"));
 * const [input, output] = [new MemoryFs(), new MemoryFs()];
 * input.writeFile("subtitles.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n");
 * const calls: string[] = [];
 * const wasi = new Wasi({
 *   args: ["ffmpeg", "-i", "/in/subtitles.srt", "/out/subtitles.ass"],
 *   preopens: { "/in": input, "/out": output },
 *   trace: (call) => calls.push(call),
 * });
 * const instance = await WebAssembly.instantiate(module, wasi.imports);
 * assertEquals(wasi.start(instance), 0);
 * assert(output.readTextFile("subtitles.ass").includes("Hello"));
 * assert(calls.some((call) => call.startsWith(`path_open(3, SYMLINK_FOLLOW, "subtitles.srt"`)));
 * ```
 *
 * @module
 */
export type { SyncFs } from "../../vfs/fs.ts";
export type { WasiClock } from "./context.ts";
export type { InputStream, OutputStream } from "./descriptors.ts";
export type { WasiFunction } from "./functions.ts";
export { InterruptedError } from "./interrupted_error.ts";
export type { TraceSink } from "./trace.ts";
export { Wasi, type WasiImports, type WasiOptions } from "./wasi.ts";
export { seededRandom } from "../util/seeded_random.ts";
export { steppingClock, type SteppingClockOptions } from "./stepping_clock.ts";
