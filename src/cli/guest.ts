// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import type { Runtime } from "../runtime.ts";
import type { Interrupts } from "./interrupts.ts";
import type { NamedFiles } from "./named_files.ts";
import type { Note } from "./notes.ts";
import type { Outputs } from "./outputs_fs.ts";

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
