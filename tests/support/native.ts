// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Debian's native ffmpeg and ffprobe: the independent oracle that outputs are
 * compared with.
 *
 * @module
 */

import { type ProgramOutcome, remembered } from "./remembered.ts";

/** The programs of native ffmpeg. */
export type NativeProgram = "ffmpeg" | "ffprobe";

/** What `ffprobe -show_format -show_streams -count_frames` prints about a file. */
export interface NativeProbe {
  format: { format_name: string; duration?: string };
  streams: NativeStream[];
}

/** One stream of a {@linkcode NativeProbe}. */
export interface NativeStream {
  codec_name: string;
  codec_type: "video" | "audio" | "subtitle" | "data";
  width?: number;
  height?: number;
  pix_fmt?: string;
  r_frame_rate?: string;
  sample_rate?: string;
  channels?: number;
  nb_read_frames?: string;
}

/** Files by name, for an oracle that needs several. */
export type Files = Record<string, Uint8Array>;

/**
 * Runs a native program in a folder that holds `files`. Returns its stdout and
 * the files it left.
 */
export async function runNative(
  program: NativeProgram,
  args: string[],
  files: Files = {},
): Promise<{ stdout: string; files: Files }> {
  const all = ["-hide_banner", "-loglevel", "error", ...args];
  const outcome = await nativeOutcome(program, all, files);
  if (!outcome.success) {
    throw new Error(`${program} ${args.join(" ")}: ${outcome.stderr}`);
  }
  const stdout = new TextDecoder().decode(outcome.stdout);
  return { stdout, files: outcome.files };
}

/** Adds to `files` what native ffmpeg makes of them by a command line. */
export async function makeNative(files: Files, line: string): Promise<void> {
  const made = await runNative("ffmpeg", line.split(" "), files);
  Object.assign(files, made.files);
}

/** How a native program ends in a folder that holds `files`, and what it leaves there. */
export async function nativeOutcome(
  program: NativeProgram,
  args: readonly string[],
  files: Readonly<Files>,
): Promise<ProgramOutcome> {
  return await remembered({ program, args, files }, async () => {
    const cwd = await Deno.makeTempDir();
    try {
      for (const [name, bytes] of Object.entries(files)) {
        await Deno.writeFile(`${cwd}/${name}`, bytes);
      }
      const { success, stdout, stderr } = await new Deno.Command(program, {
        args: [...args],
        cwd,
        stdin: "null",
      }).output();
      const left: Files = {};
      for await (const { name, isFile } of Deno.readDir(cwd)) {
        if (!isFile || name in files) continue;
        left[name] = await Deno.readFile(`${cwd}/${name}`);
      }
      return {
        ...{ success, stdout, files: left },
        stderr: new TextDecoder().decode(stderr),
      };
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  });
}

/** Describes a media file, counting its frames by decoding them. */
export async function nativeProbe(
  name: string,
  files: Files,
): Promise<NativeProbe> {
  const { stdout } = await runNative("ffprobe", [
    ...["-of", "json", "-show_format", "-show_streams", "-count_frames"],
    name,
  ], files);
  return JSON.parse(stdout);
}

/**
 * The hash of each decoded frame, one line per frame, without the header. It
 * uses only C code, as the engine has no assembly.
 */
export async function nativeFrameHashes(
  args: string[],
  files: Files,
): Promise<string[]> {
  const { stdout } = await runNative("ffmpeg", [
    ...["-cpuflags", "0", "-bitexact", ...args],
    ...["-f", "framemd5", "-"],
  ], files);
  return stdout.split("\n").filter((line) => line !== "" && line[0] !== "#");
}
