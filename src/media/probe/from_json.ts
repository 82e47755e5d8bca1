// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { disposition } from "./disposition.ts";
import { hdrOf } from "./hdr_of.ts";
import { known } from "./known.ts";
import type { Chapter, Probe } from "./probe_result.ts";
import { parseRational, type Rational } from "./rational.ts";
import { rotationDeg } from "./rotation.ts";
import { shownSize } from "./shown_size.ts";
import type {
  AttachmentStream,
  AudioStream,
  BaseStream,
  DataStream,
  ProbeStream,
  SideData,
  SubtitleStream,
  VideoStream,
} from "./stream.ts";

/** A section of ffprobe's output. */
type JsonSection = Readonly<Record<string, unknown>>;

/**
 * Reads the output of `ffprobe -of json`.
 *
 * @throws {SyntaxError} when it is not JSON.
 * @throws {TypeError} when it is not from ffprobe.
 */
export function fromJson(text: string): Probe {
  const { format, streams, chapters } = JSON.parse(text);
  return known<Probe>({
    formatNames: format.format_name.split(","),
    formatLongName: string(format.format_long_name),
    durationSec: number(format.duration),
    startSec: number(format.start_time),
    bitRate: number(format.bit_rate),
    size: number(format.size),
    tags: format.tags ?? {},
    chapters: chapters.map(chapter),
    image: undefined,
    streams: streams.map(stream),
  });
}

function chapter(section: JsonSection): Chapter {
  const tags = (section.tags ?? {}) as Chapter["tags"];
  return known<Chapter>({
    startSec: number(section.start_time) ?? 0,
    endSec: number(section.end_time) ?? 0,
    title: tags.title,
    tags,
  });
}

function stream(section: JsonSection): ProbeStream {
  const base = baseStream(section);
  switch (section.codec_type) {
    case "video":
      return video(section, base);
    case "audio":
      return audio(section, base);
    case "subtitle":
      return known<SubtitleStream>({
        type: "subtitle",
        ...base,
        width: positive(section.width),
        height: positive(section.height),
      });
    case "attachment":
      return known<AttachmentStream>({
        type: "attachment",
        ...base,
        filename: base.tags.filename,
        mimeType: base.tags.mimetype,
      });
    default:
      return known<DataStream>({ type: "data", ...base });
  }
}

function video(section: JsonSection, base: JsonBase): VideoStream {
  const level = number(section.level);
  const size = {
    width: positive(section.width),
    height: positive(section.height),
    sampleAspectRatio: ratio(section.sample_aspect_ratio),
    rotationDeg: rotation(base.sideData),
  };
  const colorTransfer = string(section.color_transfer);
  return known<VideoStream>({
    type: "video",
    ...base,
    level: level === -99 ? undefined : level,
    ...size,
    ...shownSize(size),
    displayAspectRatio: ratio(section.display_aspect_ratio),
    pixelFormat: string(section.pix_fmt),
    bitsPerSample: positive(section.bits_per_raw_sample),
    colorRange: string(section.color_range),
    colorSpace: string(section.color_space),
    colorPrimaries: string(section.color_primaries),
    colorTransfer,
    hdr: hdrOf(colorTransfer, base.sideData),
    fieldOrder: string(section.field_order),
    frameRate: ratio(section.avg_frame_rate),
    baseFrameRate: ratio(section.r_frame_rate),
    frameSpacing: undefined,
    cover: undefined,
  });
}

function audio(section: JsonSection, base: JsonBase): AudioStream {
  return known<AudioStream>({
    type: "audio",
    ...base,
    sampleFormat: string(section.sample_fmt),
    sampleRate: positive(section.sample_rate),
    channels: positive(section.channels),
    channelLayout: string(section.channel_layout),
    bitsPerSample: positive(section.bits_per_raw_sample) ??
      positive(section.bits_per_sample),
  });
}

/** A {@linkcode BaseStream} whose unknown fields are still there. */
type JsonBase = ReturnType<typeof baseStream>;

function baseStream(section: JsonSection) {
  const tags = (section.tags ?? {}) as BaseStream["tags"];
  const flags = (section.disposition ?? {}) as JsonSection;
  return {
    index: section.index as number,
    id: number(section.id),
    codec: string(section.codec_name),
    codecLongName: string(section.codec_long_name),
    codecTag: section.codec_tag === "0x0000"
      ? undefined
      : string(section.codec_tag_string),
    profile: string(section.profile),
    timeBase: ratio(section.time_base),
    startSec: number(section.start_time),
    durationSec: number(section.duration),
    bitRate: number(section.bit_rate),
    frameCount: number(section.nb_read_frames) ?? number(section.nb_frames),
    packetCount: number(section.nb_read_packets),
    language: tags.language,
    disposition: disposition((flag) => flags[flag] === 1),
    tags,
    sideData: ((section.side_data_list ?? []) as JsonSection[]).map(sideData),
  };
}

function sideData({ side_data_type, ...fields }: JsonSection): SideData {
  return { type: side_data_type as string, fields };
}

function rotation(sideData: readonly SideData[]): number {
  const matrix = sideData.find(({ type }) => type === "Display Matrix");
  return rotationDeg(Number(matrix?.fields.rotation ?? 0));
}

/** ffprobe writes integers as numbers, and longer ones as strings. */
function number(value: unknown): number | undefined {
  if (value === undefined || value === "N/A") return undefined;
  const result = Number(value);
  return Number.isFinite(result) ? result : undefined;
}

/** A number for which 0 means unknown. */
function positive(value: unknown): number | undefined {
  return number(value) || undefined;
}

function string(value: unknown): string | undefined {
  return value === undefined || value === "unknown" ? undefined : `${value}`;
}

function ratio(value: unknown): Rational | undefined {
  return parseRational(string(value));
}
