// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ValueKind } from "./values.ts";

/** An option of a command, as the parser, `--help` and the completions know it. */
export interface CliOption<T = unknown> {
  /** Its name, without the dashes. */
  readonly name: string;
  /** Other names, without the dashes; one letter is written with one dash. */
  readonly aliases?: readonly string[];
  /** The placeholder of its value in `--help`; absent for a switch. */
  readonly value?: string;
  /** What its value may be; absent for a switch. */
  readonly kind?: ValueKind<T>;
  /** What it does, in a few words. */
  readonly summary: string;
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
}

/** An option that has a value. */
export type ValueOption<T> = CliOption<T> & { readonly kind: ValueKind<T> };

/** What commands without a line of their own do. */
export type CommandGroup = "make files" | "measure" | "share work";

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /**
   * The heading under which `afmpeg --help` has its name only; without one, it has a line
   * of its own.
   */
  readonly group?: CommandGroup;
  /** The arguments after its name: `[options] FILE`. */
  readonly operands: string;
  /** Its description in `--help`. */
  readonly details: string;
  readonly options: readonly CliOption[];
  /**
   * Whether its own options come first, and all arguments from the first other one on
   * are the guest's, `--help` included.
   */
  readonly isPassedOn?: boolean;
  /** Whether the arguments after `--` are the guest's. Otherwise they are operands. */
  readonly passesRest?: boolean;
  /** The words allowed as the first operand, for completions; otherwise it is a file. */
  readonly words?: readonly string[];
  /** Runs it. Returns the exit code. */
  run(call: Call): Promise<number>;
}

/** The parsed arguments of a command. */
export interface Call {
  /** The name of the command. */
  readonly command: string;
  /** The arguments that are not options. */
  readonly operands: readonly string[];
  /** The arguments of the guest. */
  readonly rest: readonly string[];
  /** Whether an option is given. */
  has(name: string): boolean;
  /** The last value of an option, if it is given. */
  read<T>(option: ValueOption<T>): T | undefined;
  /** All values of an option. */
  readAll<T>(option: ValueOption<T>): readonly T[];
}
