// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, dirname } from "@std/path/posix";
import type { Fs } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { Runtime } from "../runtime.ts";
import { RuntimePool } from "../runtime_pool.ts";
import type { Call } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { planJson, planText } from "./explain.ts";
import { absolutePath } from "./absolute_path.ts";
import { isDirectory } from "./grants.ts";
import { memoryOption } from "./guest_options.ts";
import { Interrupts } from "./interrupts.ts";
import { makeJail } from "./jail.ts";
import { locateEngine } from "./locate_engine.ts";
import { MissedFs } from "./missed_fs.ts";
import { mountOption } from "./mounts.ts";
import type { NamedFiles } from "./named_files.ts";
import { hintFor } from "../ffmpeg/hint.ts";
import { type Note, notesOn } from "./notes.ts";
import { type Outputs, OutputsFs } from "./outputs_fs.ts";
import { print } from "./terminal.ts";
import { Unfinished } from "./unfinished.ts";

/** What a command needs to run a guest. */
export interface Guest {
  readonly runtime: Runtime;
  /** What the guest sees. */
  readonly fs: Fs;
  /** The directory that it starts in. */
  readonly cwd: string;
  readonly interrupts: Interrupts;
  /** What the guest lacked, and what to do; only what `stderr` names if it succeeded. */
  notes(exitCode: number, stderr: string): Note[];
}

/** What a command runs, apart from its options. */
export interface GuestRun {
  readonly named: NamedFiles;
  /** The arguments of the guest, its name first. */
  readonly argv?: readonly string[];
  /** How large the memory of the guest may grow unless the call says so, in bytes. */
  readonly maxMemoryBytes?: number;
  /**
   * Whether outputs are written beside where they will be, under names that begin with a
   * dot.
   */
  readonly isStaged?: boolean;
  /** How many guests may run at the same time. */
  readonly size?: number;
  /** What the command itself writes to; what it makes there is removed if it fails. */
  readonly outputs?: Outputs;
}

/**
 * Runs `use` with the engine over the part of the host that the call shows, or prints
 * what that would be. If it fails, what it has created is removed.
 */
export async function useGuest(
  call: Call,
  { named, argv = [], maxMemoryBytes, isStaged, size = 1, outputs }: GuestRun,
  use: (guest: Guest) => Promise<number>,
): Promise<number> {
  using interrupts = new Interrupts();
  const engine = await locateEngine(call.read(engineOption));
  const jail = makeJail(
    named,
    call.readAll(mountOption),
    isStaged ?? call.has("atomic"),
  );
  if (call.has("dry-run")) {
    const plan = { engine, jail, argv, missing: missingOf(named) };
    print(call.has("json") ? planJson(plan) : planText(plan));
    return 0;
  }
  // Loops need no interrupt check: this process ends with the command.
  const options = {
    module: engine.source,
    interruptible: false,
    signal: interrupts.signal,
    maxMemoryBytes: call.read(memoryOption) ?? maxMemoryBytes,
  };
  const runtime = size === 1
    ? await Runtime.create(options)
    : await RuntimePool.create({ ...options, size });
  const watched = new MissedFs(jail.fs);
  const fs = new OutputsFs(watched);
  const notes = (exitCode: number, stderr: string) => [
    ...exitCode === 0 ? [] : lacking(stderr),
    ...notesOn(
      watched.missed.filter(({ path }) =>
        exitCode !== 0 || stderr.includes(basename(path))
      ),
      jail,
      stderr,
    ),
  ];
  try {
    return await use({ runtime, fs, cwd: jail.cwd, interrupts, notes });
  } catch (error) {
    throw new Unfinished(
      error,
      // What was stopped did not fail because of them.
      hasLog(error)
        ? notes(1, error.stderr).filter(({ message }) =>
          !error.message.includes(message)
        )
        : error instanceof FsError
        ? notesOn(watched.missed, jail, "")
        : [],
      await (outputs ?? fs).removeMade(),
    );
  }
}

/** What to do about a component that the engine lacks and another has. */
function lacking(log: string): Note[] {
  const message = hintFor(log);
  return message === undefined ? [] : [{ message }];
}

/** Whether an error carries what the guest printed. */
function hasLog(error: unknown): error is Error & { stderr: string } {
  return error instanceof Error && "stderr" in error &&
    typeof error.stderr === "string";
}

/** The named files that cannot be shown, because their directory cannot. */
function missingOf({ inputs, outputs }: NamedFiles): string[] {
  return [...inputs, ...outputs]
    .map((path) => absolutePath(path, Deno.cwd()))
    .filter((path) => !path.includes("%") && !isDirectory(dirname(path)));
}
