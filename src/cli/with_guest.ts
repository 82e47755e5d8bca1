// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, dirname } from "@std/path/posix";
import { FsError } from "../../vfs/fs_error.ts";
import { Runtime } from "../runtime.ts";
import { RuntimePool } from "../runtime_pool.ts";
import type { Call } from "./command.ts";
import { planJson, planText } from "./explain.ts";
import { absolutePath } from "./absolute_path.ts";
import { isDirectory } from "./grants.ts";
import type { Guest, GuestRun } from "./guest.ts";
import { memoryOption } from "./guest_options.ts";
import type { Interrupts } from "./interrupts.ts";
import { makeJail } from "./jail.ts";
import type { FoundEngine } from "./locate_engine.ts";
import { MissedFs } from "./missed_fs.ts";
import { mountOption } from "./mounts.ts";
import type { ModuleSource } from "../module/module_source.ts";
import { hintFor } from "../ffmpeg/hint.ts";
import { type Note, notesOn } from "./notes.ts";
import type { NamedFiles } from "./named_files.ts";
import { OutputsFs } from "./outputs_fs.ts";
import { print } from "./terminal.ts";
import { Unfinished } from "./unfinished.ts";

/** What `useGuest` has before this file is loaded. */
export interface GuestCall {
  readonly call: Call;
  readonly run: GuestRun;
  readonly engine: FoundEngine;
  /** The engine for a runtime: compiled, if that is possible. */
  readonly module: Promise<ModuleSource> | ModuleSource;
  readonly interrupts: Interrupts;
}

/** Does the rest of `useGuest`. */
export async function withGuest(
  { call, run, engine, module, interrupts }: GuestCall,
  use: (guest: Guest) => Promise<number>,
): Promise<number> {
  const { named, argv = [], maxMemoryBytes, isStaged, size = 1, outputs } = run;
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
    module,
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
