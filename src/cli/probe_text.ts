// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Chapter, Probe } from "../media/probe/probe_result.ts";
import type { Hdr } from "../media/probe/hdr.ts";
import type { ProbeStream, VideoStream } from "../media/probe/stream.ts";
import { clock, sizeText } from "./progress_text.ts";
import { visible } from "./visible.ts";

/** Describes a media file in lines: itself, its tags, its streams, its chapters. */
export function probeText(file: string, probe: Probe): string {
  const { formatNames, formatLongName, durationSec, size, bitRate } = probe;
  const head = words(
    formatLongName ?? formatNames.join(","),
    durationSec !== undefined && `${durationSec.toFixed(2)} s`,
    size !== undefined && sizeText(size),
    bitRate !== undefined && `${Math.round(bitRate / 1000)} kb/s`,
  );
  const lines = [
    `${file}: ${head}`,
    ...Object.entries(probe.tags).map(([name, value]) => `  ${name}: ${value}`),
    ...probe.streams.map(streamText),
    ...probe.chapters.map(chapterText),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}

function streamText(stream: ProbeStream): string {
  const { index, type, codec, profile, language, bitRate } = stream;
  return `  #${index} ${type}: ${
    words(
      codec ?? "unknown codec",
      profile !== undefined && `(${profile})`,
      ...details(stream),
      bitRate !== undefined && `${Math.round(bitRate / 1000)} kb/s`,
      language !== undefined && language !== "und" && `[${language}]`,
    )
  }`;
}

function details(stream: ProbeStream): (string | false | undefined)[] {
  switch (stream.type) {
    case "video":
      return [
        stream.width !== undefined && `${stream.width}x${stream.height}`,
        stream.frameRate && `${Number(stream.frameRate.value.toFixed(3))} fps`,
        stream.pixelFormat,
        stream.hdr && hdrText(stream.hdr),
        stream.rotationDeg !== 0 && `rotated by ${stream.rotationDeg} degrees`,
        isShownOtherwise(stream) &&
        `shown as ${stream.shownWidth}x${stream.shownHeight}`,
      ];
    case "audio":
      return [
        stream.sampleRate !== undefined && `${stream.sampleRate} Hz`,
        stream.channelLayout ??
          (stream.channels !== undefined && `${stream.channels} channels`),
        stream.sampleFormat,
      ];
    case "attachment":
      return [stream.filename, stream.mimeType];
    default:
      return [];
  }
}

const hdrNames = { pq: "PQ", hlg: "HLG", "dolby-vision": "Dolby Vision" };

function hdrText({ kind, dolbyVisionProfile }: Hdr): string {
  const profile = dolbyVisionProfile === undefined
    ? ""
    : `, Dolby Vision ${dolbyVisionProfile}`;
  return `HDR (${hdrNames[kind]}${profile})`;
}

function isShownOtherwise(
  { width, height, shownWidth, shownHeight }: VideoStream,
): boolean {
  return shownWidth !== undefined &&
    (shownWidth !== width || shownHeight !== height);
}

function chapterText({ startSec, endSec, title = "" }: Chapter): string {
  return `  ${clock(startSec)} - ${clock(endSec)} ${title}`.trimEnd();
}

function words(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}
