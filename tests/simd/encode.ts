import { assertEquals } from "@std/assert";
import { type Encoding, PICTURES } from "./encodings.ts";
import { runModule, words } from "./run_engine.ts";

/** What an encoding is run with. */
export interface EncodeOptions {
  /** Options before the input. */
  global?: string;
  /** Parameters of x264. */
  x264?: string;
  environment?: Record<string, string>;
}

/** Runs an encoding. Returns the stream, in hexadecimal. */
export function encode(
  module: WebAssembly.Module,
  { source, options }: Encoding,
  { global = "", x264, environment }: EncodeOptions,
): string {
  const [, before, parameters = ""] = /^(.*?)(?: -x264-params (\S+))?$/.exec(
    options,
  )!;
  const all = [parameters, x264 ?? ""].filter((part) => part !== "").join(":");
  const { exitCode, messages, fs } = runModule(
    module,
    [
      ...["ffmpeg", "-v", "error", "-nostdin", ...words(global)],
      ...["-f", "lavfi", "-i", source, "-frames:v", `${PICTURES}`],
      ...[...words(before!), ...(all === "" ? [] : ["-x264-params", all])],
      ...["-f", "avi", "-flags", "+bitexact", "-fflags", "+bitexact", "out"],
    ],
    {},
    environment,
  );
  assertEquals(exitCode, 0, messages);
  return new Uint8Array(fs.readFile("out")).toHex();
}
