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

/** The arguments of an encoding, whose stream is written to `out`. */
export function encodingArgs(
  { source, options }: Encoding,
  { global = "", x264 }: EncodeOptions,
): string[] {
  const [, before, parameters = ""] = /^(.*?)(?: -x264-params (\S+))?$/.exec(
    options,
  )!;
  const all = [parameters, x264 ?? ""].filter((part) => part !== "").join(":");
  return [
    ...["-v", "error", "-nostdin", ...words(global)],
    ...["-f", "lavfi", "-i", source, "-frames:v", `${PICTURES}`],
    ...[...words(before!), ...(all === "" ? [] : ["-x264-params", all])],
    ...["-f", "avi", "-flags", "+bitexact", "-fflags", "+bitexact", "out"],
  ];
}

/** Runs an encoding. Returns the stream, in hexadecimal. */
export function encode(
  module: WebAssembly.Module,
  encoding: Encoding,
  options: EncodeOptions,
): string {
  const { exitCode, messages, fs } = runModule(
    module,
    ["ffmpeg", ...encodingArgs(encoding, options)],
    {},
    options.environment,
  );
  assertEquals(exitCode, 0, messages);
  return new Uint8Array(fs.readFile("out")).toHex();
}
