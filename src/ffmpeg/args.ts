// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { received } from "../../vfs/received.ts";
import { CommandLine } from "./command_line.ts";

/** What {@linkcode args} can place into a command line. */
export type Arg = string | number | readonly (string | number)[];

/** An argument in the making. */
interface Draft {
  text: string;
  /** The value that stands alone as this argument, counted from 1. */
  alone?: number;
}

/**
 * Writes the arguments of a command line as one would type them. The text is split at
 * whitespace, except within `'…'` and `"…"`; a value is never split, quoted or expanded,
 * whatever it contains. Backslashes stay, for ffmpeg to read. An array stands for several arguments, an empty one for none.
 *
 * A value where ffmpeg expects an option or an output must not begin with a dash:
 * `-y` could be a name that a stranger chose. Give {@linkcode fileUrl} of a path, or an
 * array for arguments that may be options.
 *
 * @throws {TypeError} when a value is neither a string, a finite number, nor an array of
 * those; contains NUL; could be mistaken for an option; or when a quote is not closed.
 *
 * @example
 * ```ts
 * import { args } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * const [input, title, extra] = ["my film.mp4", "It's 5 o'clock", ["-t", 10]];
 * const line = args`-i ${input} -metadata title=${title} -vf 'scale=64:-2, hflip'
 *   ${extra} out.mp4`;
 * assertEquals(line, [
 *   ...["-i", "my film.mp4", "-metadata", "title=It's 5 o'clock"],
 *   ...["-vf", "scale=64:-2, hflip", "-t", "10", "out.mp4"],
 * ]);
 * ```
 */
export function args(text: TemplateStringsArray, ...values: Arg[]): string[] {
  const result: string[] = [];
  let draft: Draft | undefined;
  let quote = "";
  const end = () => {
    if (draft) push(result, draft);
    draft = undefined;
  };
  for (const [i, raw] of text.raw.entries()) {
    // Of these two, the backslash is for JavaScript.
    for (const char of raw.replaceAll(/\\([`$])/g, "$1")) {
      if (quote !== "") {
        if (char === quote) quote = "";
        else draft!.text += char;
      } else if (char === "'" || char === '"') {
        quote = char;
        draft = { text: draft?.text ?? "" };
      } else if (/\s/.test(char)) end();
      else draft = { text: (draft?.text ?? "") + char };
    }
    if (i === values.length) break;
    const value = values[i]!;
    const name = `value ${i + 1}`;
    if (Array.isArray(value)) {
      const isApart = !draft && /^(\s|$)/.test(text.raw[i + 1]!);
      if (!isApart) {
        throw new TypeError(
          `Cannot use ${name}: received an array that touches other text; ` +
            "put whitespace around it",
        );
      }
      result.push(...value.map((member) => textOf(name, member)));
      continue;
    }
    const own = textOf(name, value as string | number);
    draft = draft ? { text: draft.text + own } : { text: own, alone: i + 1 };
  }
  if (quote !== "") {
    throw new TypeError(
      `Cannot read the command line: received a ${quote} without its end; ` +
        "close it, or put the text into a value",
    );
  }
  end();
  return result;
}

/** Adds an argument, unless it is a value that ffmpeg would read as an option. */
function push(result: string[], { text, alone }: Draft): void {
  if (alone !== undefined && /^-./s.test(text) && isFree(result)) {
    throw new TypeError(
      `Cannot use value ${alone}: received ${received(text)}, which ffmpeg ` +
        "would read as an option; give fileUrl() of a path, or an array of " +
        "arguments",
    );
  }
  result.push(text);
}

/** Whether ffmpeg would read one more argument as an output, not as a value. */
function isFree(before: readonly string[]): boolean {
  const outputs = (args: readonly string[]) =>
    CommandLine.parse(args).outputs.length;
  return outputs([...before, "out"]) > outputs(before);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
  if (typeof value === "string" && !value.includes("\0")) return value;
  throw new TypeError(
    `Cannot use ${name}: received ${received(value)}; give a string without ` +
      "NUL, a finite number, or an array of those",
  );
}
