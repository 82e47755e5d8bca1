// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Splits the configuration of FFmpeg into options: at spaces that are not quoted. */
export function splitOptions(text: string): string[] {
  const options = text.match(/(?:[^\s']|'[^']*')+/g) ?? [];
  return options.map((option) => option.replaceAll("'", ""));
}
