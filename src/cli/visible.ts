// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A line without control characters, which tags and names could use on the terminal. */
export function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, " ");
}

/** Lines, each of them {@linkcode visible}. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\P{Cc}]/gu, " ");
}

/** A path or an argument as a shell reads it, in quotes if they are needed. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
}
