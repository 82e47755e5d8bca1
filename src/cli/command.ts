// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** An option of a command, as the parser, `--help` and the completions know it. */
export interface CliOption {
  /** Its name, without the dashes. */
  readonly name: string;
  /** The placeholder of its value in `--help`; absent for a switch. */
  readonly value?: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
}

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** The arguments after its name: `[options] FILE`. */
  readonly operands: string;
  /** Its description in `--help`. */
  readonly details: string;
  readonly options: readonly CliOption[];
  /** Whether all arguments are the guest's, `--help` included. */
  readonly isPassedOn?: boolean;
  /** The words allowed as the first operand, for completions; otherwise it is a file. */
  readonly words?: readonly string[];
  /** Runs it. Returns the exit code. */
  run(call: Call): Promise<number>;
}

/** The parsed arguments of a command. */
export interface Call {
  /** The arguments that are neither options nor after `--`. */
  readonly operands: readonly string[];
  /** The arguments after `--`; all of them for a command that passes them on. */
  readonly rest: readonly string[];
  /** Whether a switch is set. */
  has(name: string): boolean;
  /** The last value of an option. */
  value(name: string): string | undefined;
  /** All values of an option. */
  values(name: string): readonly string[];
  /**
   * The value of an option as a number of 0 or more.
   *
   * @throws {UsageError} when it is not one.
   */
  number(name: string): number | undefined;
  /**
   * The value of an option as a number of bytes: `1000000`, `512MiB`.
   *
   * @throws {UsageError} when it is not one.
   */
  bytes(name: string): number | undefined;
  /**
   * The value of an option as a number of milliseconds: `500`, `30s`, `2h`.
   *
   * @throws {UsageError} when it is not one.
   */
  milliseconds(name: string): number | undefined;
}
