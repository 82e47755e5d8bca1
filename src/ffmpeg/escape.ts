// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkText } from "./check_text.ts";

/** Escapes some characters, and whitespace at both ends, which ffmpeg would drop. */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, "\\$&")
    .replace(/^[ \t\r\n]/, "\\$&")
    // An end that is already escaped is not whitespace any more.
    .replace(/(?<!^\\)[ \t\r\n]$/, "\\$&");
}

/**
 * Escapes a text as the value of an option in a filter graph: whatever it contains, the
 * filter receives the text itself.
 *
 * @throws {TypeError} when it is not a string, or contains NUL.
 *
 * @example
 * ```ts
 * import { escapeFilterValue } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * const file = "it's 1:2.srt";
 * const graph = `subtitles=filename=${escapeFilterValue(file)}`;
 * assertEquals(graph, String.raw`subtitles=filename=it\\\'s 1\\:2.srt`);
 * ```
 */
export function escapeFilterValue(value: string): string {
  checkText("value", value);
  // The parser of the graph takes away one level, that of the filter's options another.
  return escaped(escaped(value, /[\\':]/g), /[\\'[\],;]/g);
}

/**
 * Escapes a text for the option `text` of the filter `drawtext`: it is drawn as it is,
 * with no `%{…}` expanded.
 *
 * @throws {TypeError} when it is not a string, or contains NUL.
 *
 * @example
 * ```ts
 * import { escapeDrawtext } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = `drawtext=text=${escapeDrawtext("100 %")}:fontsize=20`;
 * assertEquals(graph, String.raw`drawtext=text=100 \\\\%:fontsize=20`);
 * ```
 */
export function escapeDrawtext(text: string): string {
  checkText("text", text);
  return escapeFilterValue(text.replace(/[\\%]/g, "\\$&"));
}
