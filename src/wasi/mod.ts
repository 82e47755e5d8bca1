/**
 * WASI preview1 in JavaScript: runs a WebAssembly command or reactor over any
 * {@linkcode SyncFs}, in memory and without permissions.
 *
 * @module
 */
export type { SyncFs } from "../../vfs/fs.ts";
export type { WasiClock, WasiFunction } from "./context.ts";
export type { InputStream, OutputStream } from "./descriptors.ts";
export { InterruptedError } from "./interrupted_error.ts";
export type { TraceSink } from "./trace.ts";
export { Wasi, type WasiImports, type WasiOptions } from "./wasi.ts";
export { seededRandom } from "./seeded_random.ts";
export { steppingClock, type SteppingClockOptions } from "./stepping_clock.ts";
