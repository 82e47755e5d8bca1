// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ProbeStream } from "../probe/stream.ts";
import type { Container } from "./container.ts";
import { type Facts, isCover, isPicture, isText } from "./facts.ts";
import { MediaError } from "./media_error.ts";
import { FFMPEG, type PlanStep } from "./plan.ts";
import type { PlanNames } from "./plan_names.ts";

/** A stream that an output does not have: see {@linkcode KeptStreams}. */
export interface DroppedStream {
  /** Its number in the input. */
  readonly index: number;
  /** Its type: `"subtitle"`, `"data"`. */
  readonly type: string;
  /** Its codec. */
  readonly codec?: string;
}

/** Which streams of an input an output has. */
export interface KeptStreams {
  /** The arguments that select them and copy them, or convert subtitles. */
  readonly args: string[];
  /** What must be done before. */
  readonly before: PlanStep[];
  /** Their numbers in the input, in the order of the output. */
  readonly kept: number[];
  /** Those that the output does not have. */
  readonly dropped: DroppedStream[];
}

/**
 * Selects all streams that a container can hold, to be copied.
 *
 * @param input The number of the input in the command line.
 * @throws {MediaError} when it cannot hold one of the video or sound, or there is none.
 */
export function keepStreams(
  operation: string,
  { path, probe }: Facts,
  container: Container,
  {
    input = 0,
    names,
    coverInput = input,
    isWanted = () => true,
    isOptional = false,
    encoded = [],
  }: {
    input?: number;
    /** The names of the plan, if covers are kept. */
    names?: PlanNames;
    /** The number of the input of which covers are taken. */
    coverInput?: number;
    isWanted?: (stream: ProbeStream) => boolean;
    /** Whether there need not be any. */
    isOptional?: boolean;
    /** The types that the caller encodes. */
    encoded?: readonly ProbeStream["type"][];
  } = {},
): KeptStreams {
  const kept: ProbeStream[] = [];
  const attached: ProbeStream[] = [];
  const codecs: string[] = [];
  const dropped: DroppedStream[] = [];
  let subtitles = 0;
  for (const stream of probe.streams) {
    if (!isWanted(stream)) continue;
    const { type } = stream;
    const codecArgs = isCover(stream) && !names
      ? undefined
      : argsFor(stream, container, subtitles);
    if (codecArgs === undefined) {
      const isMain = (type === "video" && !isCover(stream)) || type === "audio";
      if (isMain) refuse(operation, path, stream, container);
      dropped.push(withoutStream(stream));
      continue;
    }
    if (isCover(stream) && container.cover === "attachment") {
      attached.push(stream);
      continue;
    }
    if (type === "subtitle") subtitles++;
    kept.push(stream);
    // Each stream is told its codec once, or ffmpeg warns.
    if (!encoded.includes(type) && !codecs.includes(codecArgs[0]!)) {
      codecs.push(...codecArgs);
    }
  }
  if (kept.length + attached.length === 0 && !isOptional) {
    throw new MediaError(operation, path, "a file without streams to keep");
  }
  const maps = kept.flatMap((stream) => [
    "-map",
    `${isCover(stream) ? coverInput : input}:${stream.index}`,
  ]);
  const files = attached.map((stream, i) => {
    const name = names!.inWork(`cover${i}`);
    return { stream, url: `file:${name}` };
  });
  const attachments = kept.filter(({ type }) => type === "attachment").length;
  return {
    args: [
      ...[...maps, ...codecs],
      ...files.flatMap(({ stream: { codec = "", tags }, url }, i) =>
        attachArgs(url, codec, attachments + i, tags.filename)
      ),
    ],
    before: files.map(({ stream: { index }, url }) => ({
      argv: [
        ...[...FFMPEG, "-i", names!.url(path), "-map", `0:${index}`],
        ...["-c", "copy", "-frames:v", "1", "-f", "image2pipe", url],
      ],
      weight: COVER_WEIGHT,
    })),
    kept: kept.map(({ index }) => index),
    dropped,
  };
}

/** How much less it takes to copy a cover than anything else. */
const COVER_WEIGHT = 0.01;

/** A stream of an input as one that an output does not have. */
export function withoutStream(
  { index, type, codec }: ProbeStream,
): DroppedStream {
  return { index, type, ...(codec !== undefined && { codec }) };
}

/** The types of pictures that can be covers, by their codecs. */
export const coverTypes: Readonly<Record<string, string>> = {
  mjpeg: "image/jpeg",
  png: "image/png",
};

/** The arguments that attach a picture as a cover, the one of that number. */
export function attachArgs(
  url: string,
  codec: string,
  number: number,
  filename: string = `cover.${codec === "png" ? "png" : "jpg"}`,
): string[] {
  return [
    ...["-attach", url],
    ...[`-metadata:s:t:${number}`, `mimetype=${coverTypes[codec]}`],
    ...[`-metadata:s:t:${number}`, `filename=${filename}`],
  ];
}

const COPY = {
  video: ["-c:v", "copy"],
  audio: ["-c:a", "copy"],
  attachment: ["-c:t", "copy"],
};

/** The arguments with which a container holds a stream; `undefined` if it cannot. */
function argsFor(
  stream: ProbeStream,
  container: Container,
  subtitle: number,
): string[] | undefined {
  const { codec = "" } = stream;
  switch (stream.type) {
    case "video":
      if (isCover(stream)) {
        const isHeld = container.cover === "stream" ||
          (container.cover === "attachment" && coverTypes[codec] !== undefined);
        return isHeld ? COPY.video : undefined;
      }
      return container.video?.includes(codec) === false
        ? undefined
        : COPY.video;
    case "audio":
      return container.audio?.includes(codec) === false
        ? undefined
        : COPY.audio;
    case "subtitle": {
      const option = `-c:s:${subtitle}`;
      if (isPicture(stream)) {
        return container.hasPictures ? [option, "copy"] : undefined;
      }
      if (!isText(stream)) return undefined;
      const { text } = container;
      if (text === undefined) return undefined;
      // Matroska has no codec for the subtitles of MP4.
      const target = text !== "copy"
        ? text
        : codec === "mov_text"
        ? "srt"
        : codec;
      return [option, target === codec ? "copy" : target];
    }
    case "attachment":
      return container.hasAttachments ? COPY.attachment : undefined;
    default:
      return undefined;
  }
}

function refuse(
  operation: string,
  path: string,
  { type, codec = "unknown" }: ProbeStream,
  { muxer, video, audio }: Container,
): never {
  const holds = type === "video" ? video : audio;
  throw new MediaError(
    operation,
    path,
    `${type} in ${codec}, which ${muxer} cannot hold`,
    holds === undefined || holds.length === 0
      ? "extract the sound, or give another output"
      : "transcode it, or give another output",
  );
}
