// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { words } from "../support/words.ts";
import { type Encoding, PICTURES } from "./encodings.ts";

/** How to run an encoding. */
export interface EncodeOptions {
  /** Options before the input. */
  global?: string;
  /** Parameters of x264. */
  x264?: string;
  env?: Record<string, string>;
}

/** The arguments of an encoding that writes its stream to `out`. */
function encodingArgs(
  { source, options, format = "avi" }: Encoding,
  { global = "", x264 }: EncodeOptions,
): string[] {
  const [, before, parameters = ""] = /^(.*?)(?: -x264-params (\S+))?$/.exec(
    options,
  )!;
  const all = [parameters, x264 ?? ""].filter((part) => part !== "").join(":");
  return [
    ...["-v", "error", "-nostdin", ...words(global)],
    ...["-f", "lavfi", "-i", source, "-frames:v", `${PICTURES}`],
    // Of some encoders, several threads never write the same twice, natively, too.
    ...["-threads", "1"],
    ...[...words(before!), ...(all === "" ? [] : ["-x264-params", all])],
    ...["-f", format, "-flags", "+bitexact", "-fflags", "+bitexact", "out"],
  ];
}

/** Runs an encoding. Returns the stream, in hexadecimal. */
export async function encode(
  runtime: Runtime,
  encoding: Encoding,
  options: EncodeOptions = {},
): Promise<string> {
  const fs = new MemoryFs();
  const args = encodingArgs(encoding, options);
  const { env = {} } = options;
  const { exitCode, stderr } = await runtime.run(fs, args, { env });
  assertEquals(exitCode, 0, stderr);
  return new Uint8Array(fs.readFile("out")).toHex();
}
