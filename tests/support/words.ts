// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The words of a command line, none of which contains a space. */
export function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}
