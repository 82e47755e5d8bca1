// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "../../vfs/fs_error.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { endingError } from "../run/ending_error.ts";
import { devices } from "../wasi/devices.ts";
import { textOutput } from "../wasi/streams.ts";
import { Wasi } from "../wasi/wasi.ts";
import { execute } from "../worker/execute.ts";
import type { Call } from "./command.ts";
import { compileFile } from "./compile_file.ts";
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
  // Nothing else is left to do meanwhile.
  const module = await compileFile(
    source,
    MEMORY_LIMIT,
    (bytes) => new WebAssembly.Module(bytes),
  );
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
