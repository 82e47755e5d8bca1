/** An option of a command, as the parser, `--help` and the completions know it. */
export interface CliOption {
  /** Its name, without the dashes. */
  readonly name: string;
  /** What it is set to, as `--help` calls it; a switch where there is none. */
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
  /** What stands behind its name: `[options] FILE`. */
  readonly operands: string;
  /** What else there is to say of it. */
  readonly details: string;
  readonly options: readonly CliOption[];
  /** Whether all arguments are the guest's, `--help` included. */
  readonly isPassedOn?: boolean;
  /** The words that may stand first, for the completions; otherwise it is a file. */
  readonly words?: readonly string[];
  /** Carries it out. Returns the exit code. */
  run(call: Call): Promise<number>;
}

/** The arguments of a command, taken apart. */
export interface Call {
  /** What is neither an option nor behind `--`. */
  readonly operands: readonly string[];
  /** What stands behind `--`; all arguments of a command that passes them on. */
  readonly rest: readonly string[];
  /** Whether a switch is set. */
  has(name: string): boolean;
  /** What an option is set to, in the end. */
  value(name: string): string | undefined;
  /** All that an option is set to. */
  values(name: string): readonly string[];
  /**
   * What an option is set to, as a number of 0 or more.
   *
   * @throws {UsageError} when it is none.
   */
  number(name: string): number | undefined;
  /**
   * What an option is set to, as a number of bytes: `1000000`, `512MiB`.
   *
   * @throws {UsageError} when it is none.
   */
  bytes(name: string): number | undefined;
  /**
   * What an option is set to, as a number of milliseconds: `500`, `30s`, `2h`.
   *
   * @throws {UsageError} when it is none.
   */
  milliseconds(name: string): number | undefined;
}
