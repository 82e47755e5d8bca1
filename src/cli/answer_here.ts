// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "../../vfs/fs_error.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { checkBytes, checkModule } from "../module/check_module.ts";
import { assertChecksum, checksumOf } from "../module/checksum.ts";
import type { FileModule } from "../module/local_module.ts";
import { isModule } from "../module/unpack.ts";
import { endingError } from "../run/ending_error.ts";
import { devices } from "../wasi/devices.ts";
import { textOutput } from "../wasi/streams.ts";
import { Wasi } from "../wasi/wasi.ts";
import { execute } from "../worker/execute.ts";
import { prepare } from "../worker/prepare.ts";
import type { Call } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { locateEngine } from "./locate_engine.ts";
import { MEMORY_LIMIT, type Program } from "./program.ts";
import { terminalEnvironment } from "./terminal.ts";

/**
 * Runs a program of the engine that only says something of itself: in this thread, since
 * starting another takes longer. Ctrl-C ends this process, and there is nothing else to
 * end.
 *
 * @returns The exit code; `undefined`, before anything has run, if the engine cannot run
 * here, or something is wrong with it.
 */
export async function answerHere(
  program: Program,
  call: Call,
): Promise<number | undefined> {
  const { source, threads } = await locateEngine(
    call.read(engineOption),
    "green",
  );
  if (threads === "real" || !("file" in source)) return undefined;
  const module = await compiled(source);
  if (module === undefined) return undefined;
  const cwd = Deno.cwd();
  const fs = new MemoryFs();
  fs.mkdirAll(cwd);
  const log = textOutput();
  const streams = {
    stdin: { read: (buffer: Uint8Array) => Deno.stdin.readSync(buffer) },
    stdout: { write: (data: Uint8Array) => written(Deno.stdout, data) },
    stderr: {
      write(data: Uint8Array) {
        log.write(data);
        return written(Deno.stderr, data);
      },
    },
  };
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const argv = [program, ...call.rest];
  const wasi = new Wasi({
    args: argv,
    env: { ...terminalEnvironment(), PWD: cwd },
    preopens: { "/": new ReadOnlyFs(fs), "/dev": devices(streams) },
    ...streams,
    interrupt,
  });
  const outcome = await execute(module, { wasi, interrupt });
  if (outcome.type === "exit") {
    const { exitCode } = outcome;
    if (exitCode !== 0) await advise(program, log.text);
    return exitCode;
  }
  // Nobody stops it.
  if (outcome.type === "stopped") return undefined;
  throw endingError(outcome, argv, log.text);
}

/** Says what to do about what the engine lacks. What that needs is seldom loaded. */
async function advise(program: Program, log: string): Promise<void> {
  const { hintFor } = await import("../ffmpeg/hint.ts");
  const message = hintFor(log);
  if (message === undefined) return;
  const { printNotes } = await import("./reporter.ts");
  printNotes(program, [{ message }]);
}

/** The module in a file, unless it needs further threads or may not be used. */
async function compiled(
  { file, sha256 }: FileModule,
): Promise<WebAssembly.Module | undefined> {
  try {
    // Opening a pipe would wait for its other end, and it can be read only once.
    const { isFile, size } = Deno.statSync(file);
    if (!isFile) return undefined;
    const bytes = contentOf(file, size);
    if (!isModule(bytes)) return undefined;
    if (sha256 !== undefined) {
      await assertChecksum(`${file}`, bytes, checksumOf(sha256));
    }
    checkBytes(bytes);
    const prepared = prepare({
      type: "prepare",
      bytes,
      interruptible: false,
      maxMemoryBytes: MEMORY_LIMIT,
    });
    if (prepared.type === "rejected" || prepared.sharedPages !== undefined) {
      return undefined;
    }
    checkModule(prepared.module);
    return prepared.module;
  } catch {
    // Who runs it in a thread finds it again, and says what it is.
    return undefined;
  }
}

/**
 * The bytes of a file, read into as many as it has: `Deno.readFileSync` asks for more and
 * more memory instead, which takes three times as long.
 */
function contentOf(
  file: string | URL,
  size: number,
): Uint8Array<ArrayBuffer> {
  using opened = Deno.openSync(file);
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < bytes.length) {
    const count = opened.readSync(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** How long to wait for whoever reads too slowly from a pipe that does not block. */
const PAUSE_MS = 5;

/** Writes to a stream of this process. Returns how much it took, at least one byte. */
function written(stream: typeof Deno.stdout, data: Uint8Array): number {
  for (;;) {
    try {
      const count = stream.writeSync(data);
      if (count > 0) return count;
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) {
        throw new FsError("EPIPE", { operation: "write", path: "stdout" });
      }
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
