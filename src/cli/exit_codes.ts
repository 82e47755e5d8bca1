/**
 * What the command exits with by itself. Everything else is the exit code of
 * ffmpeg, and 128 more than its number where a signal ended the command.
 */
export const exitCodes = {
  /** The command was called in a way that it does not understand. */
  usage: 2,
  /** The run took longer than `--timeout`. */
  timeout: 124,
  /** The command itself failed: no engine, a trap, a file system that broke. */
  failure: 125,
  /** Nobody reads what the command prints: as after SIGPIPE. */
  brokenPipe: 141,
} as const;
