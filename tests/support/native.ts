// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Debian's native ffmpeg and ffprobe: the independent oracle that outputs are
 * compared with.
 *
 * @module
 */

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
  program: "ffmpeg" | "ffprobe",
  args: string[],
  files: Files = {},
): Promise<{ stdout: string; files: Files }> {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${cwd}/${name}`, bytes);
    }
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: ["-hide_banner", "-loglevel", "error", ...args],
      cwd,
      stdin: "null",
    }).output();
    if (!success) {
      throw new Error(
        `${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`,
      );
    }
    const left: Files = {};
    for await (const { name } of Deno.readDir(cwd)) {
      if (!(name in files)) left[name] = await Deno.readFile(`${cwd}/${name}`);
    }
    return { stdout: new TextDecoder().decode(stdout), files: left };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
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
