// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Disposition, disposition } from "./disposition.ts";

/** The line of a stream in the log of ffmpeg, parsed. */
export interface StreamLine {
  readonly index: number;
  readonly id: number | undefined;
  readonly language: string | undefined;
  /** `"video"`, `"audio"`, … */
  readonly type: string;
  readonly codec: string | undefined;
  readonly profile: string | undefined;
  readonly codecTag: string | undefined;
  readonly disposition: Disposition;
  /** The rest, piece by piece: `"yuv420p(tv)"`, `"320x240 [SAR 1:1 DAR 4:3]"`. */
  readonly pieces: readonly string[];
}

const line =
  /^Stream #0:(\d+)(?:\[0x([0-9a-f]+)\])?(?:\((\w+)\))?: (\w+): (\S+)(.*)$/;

/** `"avc1 / 0x31637661"`: the part after the four characters. */
const codecTag = / \/ 0x[0-9A-F]+$/;

/** Parses the line of a stream; `undefined` for any other line. */
export function parseStreamLine(text: string): StreamLine | undefined {
  const parts = line.exec(text);
  if (!parts) return undefined;
  const [, index, id, language, type, codec, rest] = parts;
  // Flags come last: " (default) (hearing impaired)".
  const [about, flags] = splitFlags(rest!);
  const [names, ...pieces] = split(codec + about);
  const brackets = Array.from(names!.matchAll(/ \(([^()]*)\)/g), ([, s]) => s!);
  const tag = brackets.find((text) => codecTag.test(text));
  const name = names!.split(" ")[0];
  return {
    index: Number(index),
    id: id === undefined ? undefined : parseInt(id, 16),
    language,
    type: type!.toLowerCase(),
    codec: name === "none" ? undefined : name,
    profile: brackets.find((text) => text !== tag),
    codecTag: tag?.replace(codecTag, ""),
    disposition: disposition((flag) => flags.includes(flag.replace("_", " "))),
    pieces,
  };
}

/** Splits off the bracketed flags at the end. */
function splitFlags(text: string): [string, string[]] {
  const flags: string[] = [];
  let rest = text;
  for (let last; (last = / \(([a-z -]+)\)$/.exec(rest));) {
    flags.push(last[1]!);
    rest = rest.slice(0, last.index);
  }
  return [rest, flags];
}

/** Splits at the commas outside brackets. */
function split(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (char === "," && depth === 0) {
      pieces.push(text.slice(start, at));
      start = at + 2;
    }
  }
  return [...pieces, text.slice(start)];
}
