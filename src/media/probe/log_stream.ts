// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { channelCount } from "./channel_count.ts";
import { hdrOf } from "./hdr_of.ts";
import { known } from "./known.ts";
import { type Rational, rational } from "./rational.ts";
import { rotationDeg } from "./rotation.ts";
import type { StreamLine } from "./stream_line.ts";
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

/** Describes a stream by what the log says about it. */
export function logStream(
  line: StreamLine,
  tags: BaseStream["tags"],
  sideData: readonly SideData[],
): ProbeStream {
  const base = baseStream(line, tags, sideData);
  switch (line.type) {
    case "video":
      return video(line, base);
    case "audio":
      return audio(line, base);
    case "subtitle": {
      const [, width, height] = find(line, /^(\d+)x(\d+)/);
      return known<SubtitleStream>({
        type: "subtitle",
        ...base,
        width: number(width),
        height: number(height),
      });
    }
    case "attachment":
      return known<AttachmentStream>({
        type: "attachment",
        ...base,
        filename: tags.filename,
        mimeType: tags.mimetype,
      });
    default:
      return known<DataStream>({ type: "data", ...base });
  }
}

/** A {@linkcode BaseStream} whose unknown fields are still there. */
type LogBase = ReturnType<typeof baseStream>;

function baseStream(
  line: StreamLine,
  tags: BaseStream["tags"],
  sideData: readonly SideData[],
) {
  const { index, id, codec, codecTag, profile, language, disposition } = line;
  const kilobits = number(find(line, /^(\d+) kb\/s$/)[1]);
  const ticks = rate(find(line, /^(.+) tbn$/)[1]);
  return {
    ...{ index, id, codec, codecTag, profile, language, disposition },
    codecLongName: undefined,
    timeBase: ticks && rational(ticks.den, ticks.num),
    startSec: undefined,
    durationSec: undefined,
    // 0 is less than a kilobit, or unknown.
    bitRate: kilobits ? kilobits * 1000 : undefined,
    frameCount: undefined,
    packetCount: undefined,
    tags: language === undefined ? tags : { language, ...tags },
    sideData,
  };
}

const fieldOrders: ReadonlyMap<string, string> = new Map([
  ["progressive", "progressive"],
  ["top first", "tt"],
  ["bottom first", "bb"],
  ["top coded first (swapped)", "tb"],
  ["bottom coded first (swapped)", "bt"],
]);

function video(line: StreamLine, base: LogBase): VideoStream {
  const [, width, height] = find(line, /^(\d+)x(\d+)/);
  const [, format, details] = /^([a-z0-9_]+)(?:\((.*)\))?$/
    .exec(line.pieces[0] ?? "") ?? [];
  const remarks = details?.split(", ") ?? [];
  const order = remarks.find((remark) => fieldOrders.has(remark));
  const range = remarks.find((remark) => remark === "tv" || remark === "pc");
  const colors = remarks.find((remark) => remark !== order && remark !== range);
  const [space, primaries, transfer] = colorsOf(colors);
  const matrix = base.sideData.find(({ type }) => type === "Display Matrix");
  const size = {
    width: number(width),
    height: number(height),
    sampleAspectRatio: aspect(find(line, /\bSAR (\d+):(\d+)/)),
    rotationDeg: rotationDeg(Number(matrix?.fields.rotation ?? 0)),
  };
  return known<VideoStream>({
    type: "video",
    ...base,
    level: undefined,
    ...size,
    ...shownSize(size),
    displayAspectRatio: aspect(find(line, /\bDAR (\d+):(\d+)/)),
    pixelFormat: format === "none" ? undefined : format,
    bitsPerSample: undefined,
    colorRange: range,
    colorSpace: space,
    colorPrimaries: primaries,
    colorTransfer: transfer,
    hdr: hdrOf(transfer, base.sideData),
    fieldOrder: order && fieldOrders.get(order),
    frameRate: rate(find(line, /^(.+) fps$/)[1]),
    baseFrameRate: rate(find(line, /^(.+) tbr$/)[1]),
    frameSpacing: undefined,
    cover: undefined,
  });
}

function audio(line: StreamLine, base: LogBase): AudioStream {
  const [hertz, layout, format] = line.pieces[0]?.endsWith(" Hz")
    ? line.pieces
    : [undefined, ...line.pieces];
  const [, sampleFormat, bits] =
    /^(u8|s16|s32|s64|flt|dbl)p?(?: \((\d+) bit\))?/.exec(format ?? "") ?? [];
  const channels = layout && channelCount(layout);
  return known<AudioStream>({
    type: "audio",
    ...base,
    sampleFormat: sampleFormat && format!.split(" ")[0],
    sampleRate: number(hertz?.replace(" Hz", "")),
    channels: channels || undefined,
    channelLayout: channels && !/^\d+ channels/.test(layout!)
      ? layout
      : undefined,
    bitsPerSample: number(bits),
  });
}

/** The match of the first piece that matches, with its groups. */
function find(line: StreamLine, pattern: RegExp): (string | undefined)[] {
  for (const piece of line.pieces) {
    const parts = pattern.exec(piece);
    if (parts) return parts;
  }
  return [];
}

/** `"bt470bg/bt709/smpte2084"`, or one name for all three. */
function colorsOf(text: string | undefined): (string | undefined)[] {
  if (text === undefined || text.endsWith(" bpc")) return [];
  const names = text.split("/")
    .map((name) => name === "unknown" ? undefined : name);
  return names.length === 1 ? [names[0], names[0], names[0]] : names;
}

function aspect(parts: (string | undefined)[]): Rational | undefined {
  return reduced(Number(parts[1]), Number(parts[2]));
}

/**
 * `"25"`, `"90k"` or `"29.97"`: rounded to hundredths, so the rates of NTSC must be
 * recognised.
 */
function rate(text: string | undefined): Rational | undefined {
  const value = Number(text?.replace("k", "e3"));
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    return rational(value, 1);
  }
  const ntsc = Math.round(value * 1.001) * 1000;
  if ((ntsc / 1001).toFixed(2) === text) return rational(ntsc, 1001);
  return reduced(Math.round(value * 100), 100);
}

function reduced(num: number, den: number): Rational | undefined {
  if (!Number.isFinite(num / den)) return undefined;
  const shared = greatestCommonDivisor(num, den);
  return rational(num / shared, den / shared);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
