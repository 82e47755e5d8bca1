// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The exit codes of the command itself. Any other is that of ffmpeg, or 128 plus
 * the number of the signal that ended the command.
 */
export const exitCodes = {
  /** The command line is invalid. */
  usage: 2,
  /** The run took longer than `--timeout`. */
  timeout: 124,
  /** The command itself failed: no engine, a trap, a broken file system. */
  failure: 125,
  /** Nothing reads what the command prints: as after SIGPIPE. */
  brokenPipe: 141,
} as const;
