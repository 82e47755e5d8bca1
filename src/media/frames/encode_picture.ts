// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../../vfs/memory_fs.ts";
import { runTable } from "../../run/check_run.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
import { pickOptions } from "../../util/option_table.ts";
import { wholeOutput } from "../whole_output.ts";
import type { FrameSource } from "./frame_source.ts";
import { encoderOf, formatsOf, type PictureFormat } from "./picture_format.ts";
import { inputArgs } from "./picture_input.ts";
import { sizeFilter } from "./picture_options.ts";
import { type HdrTransfer, toneMapFilter, toneMapMounts } from "./tone_map.ts";

/** Which frame to encode, and how. */
export interface PictureChoice {
  /** Where to start reading, in seconds; the default is the beginning. */
  readonly sec?: number | undefined;
  /** The filter that selects the frame; the default is the first. */
  readonly filter?: string | undefined;
  /** Of how many frames, from that one on, to take the most representative one. */
  readonly candidates?: number;
  readonly format: PictureFormat;
  readonly quality: number;
}

/** A picture file. */
export interface EncodedPicture {
  /** Empty if there is no such frame. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** What HDR the video has. */
  readonly hdr: HdrTransfer | undefined;
}

/** Encodes one frame as a picture file. */
export async function encodePicture(
  source: FrameSource,
  { sec, filter, candidates, format, quality }: PictureChoice,
): Promise<EncodedPicture> {
  const { runner, fs, url, stream, hdr, options } = source;
  const encoder = encoderOf(format);
  const filters = [
    ...(filter ? [filter] : []),
    // Pictures of one size can be compared.
    ...(candidates
      ? [sizeFilter(options, "init"), `thumbnail=${candidates}`]
      : [sizeFilter(options)]),
    ...(hdr ? [toneMapFilter(hdr)] : []),
    // Where no frame comes, FFmpeg 8 and later would not ask the encoder for a format.
    ...(encoder === "mjpeg" ? ["format=yuvj420p|yuvj422p|yuvj444p"] : []),
  ];
  const args = [
    ...[...inputArgs(url, stream, sec), "-vf", filters.join(",")],
    ...["-frames:v", "1", "-c:v", encoder],
    ...(encoder === "mjpeg" ? ["-q:v", `${quality}`] : []),
    ...["-f", "image2pipe", "pipe:1"],
  ];
  const { success, exitCode, stdout, stderr } = await wholeOutput(
    "make the thumbnail",
    () =>
      runner.run(fs, args, {
        ...pickOptions(options, runTable),
        ...(hdr && { mounts: { ...options.mounts, ...toneMapMounts(hdr) } }),
      }),
  );
  if (!success) {
    const lacksEncoder = stderr.includes(`Unknown encoder '${encoder}'`);
    throw new ExitError(["ffmpeg", ...args], {
      exitCode,
      stderr,
      message: lacksEncoder ? await formatMessage(source, format) : undefined,
    });
  }
  return { data: stdout, hdr: transferIn(stderr) };
}

/** The HDR of the input, as its log names it. */
function transferIn(log: string): HdrTransfer | undefined {
  const input = log.slice(0, log.indexOf("Stream mapping:") + 1);
  const [, transfer] = /Stream #0:.*: Video: .*\/(smpte2084|arib-std-b67)\b/
    .exec(input) ?? [];
  return transfer && (transfer === "smpte2084" ? "pq" : "hlg") || undefined;
}

/** Says that the engine cannot make a format, and which it can. */
async function formatMessage(
  { runner, options: { signal, timeout } }: FrameSource,
  format: PictureFormat,
): Promise<string> {
  const args = ["-hide_banner", "-encoders"];
  const { stdout } = await runner.run(new MemoryFs(), args, {
    signal,
    timeout,
  });
  const formats = formatsOf(new TextDecoder().decode(stdout));
  return `Cannot make a picture in the format "${format}": the engine has no ` +
    "encoder for it; give " +
    (formats.map((each) => `"${each}"`).join(" or ") || "another engine");
}
