// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Brings a recording to the usual loudness of podcasts (EBU R 128): measures it in a
 * first run, and corrects it in a second.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/podcast.ts in.wav out.m4a
 * ```
 *
 * @module
 */
import { type Fs, MemoryFs, Runtime } from "../mod.ts";

const TARGET = "loudnorm=I=-16:TP=-1.5:LRA=11";

/** The measurements that the filter prints, under its own names. */
type Loudness = Record<
  "input_i" | "input_tp" | "input_lra" | "input_thresh" | "target_offset",
  string
>;

/** Writes `output` at the loudness of podcasts. */
export async function normalise(
  runtime: Runtime,
  fs: Fs,
  input: string,
  output: string,
): Promise<void> {
  const measured = await measure(runtime, fs, input);
  const filter = [
    `${TARGET}:linear=true`,
    `measured_I=${measured.input_i}`,
    `measured_TP=${measured.input_tp}`,
    `measured_LRA=${measured.input_lra}`,
    `measured_thresh=${measured.input_thresh}`,
    `offset=${measured.target_offset}`,
  ].join(":");
  const { success, stderr } = await runtime.run(fs, [
    ...["-i", input, "-vn", "-af", filter],
    ...["-ar", "48000", "-c:a", "aac", "-b:a", "128k", output],
  ]);
  if (!success) throw new Error(stderr);
}

/** Measures the loudness of a recording. */
export async function measure(
  runtime: Runtime,
  fs: Fs,
  input: string,
): Promise<Loudness> {
  const lines: string[] = [];
  const { success, stderr } = await runtime.run(
    fs,
    ["-i", input, "-af", `${TARGET}:print_format=json`, "-f", "null", "-"],
    {
      onLog({ component, message }) {
        if (component?.startsWith("Parsed_loudnorm")) lines.push(message);
      },
    },
  );
  if (!success) throw new Error(stderr);
  return JSON.parse(lines.join("\n"));
}

if (import.meta.main) {
  const [input, output] = Deno.args as [string, string];
  await using runtime = await Runtime.create({
    module: { file: "ffmpeg.wasm" },
  });
  const fs = new MemoryFs();
  fs.writeFile("in", await Deno.readFile(input));
  await normalise(runtime, fs, "in", "out.m4a");
  await Deno.writeFile(output, fs.readFile("out.m4a"));
}
