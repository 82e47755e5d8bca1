// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ProbeStream } from "../probe/stream.ts";
import type { Container } from "./container.ts";
import { type Facts, isCover, isText } from "./facts.ts";
import { MediaError } from "./media_error.ts";

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
  /** Those that the format of the output cannot hold. */
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
    isWanted = () => true,
    withCover = true,
    isOptional = false,
    encoded = [],
  }: {
    input?: number;
    isWanted?: (stream: ProbeStream) => boolean;
    withCover?: boolean;
    /** Whether there need not be any. */
    isOptional?: boolean;
    /** The types that the caller encodes. */
    encoded?: readonly ProbeStream["type"][];
  } = {},
): KeptStreams {
  const maps: string[] = [];
  const codecs: string[] = [];
  const dropped: DroppedStream[] = [];
  let subtitles = 0;
  for (const stream of probe.streams) {
    if (!isWanted(stream) || (isCover(stream) && !withCover)) continue;
    const { index, type, codec } = stream;
    const codecArgs = argsFor(stream, container, subtitles);
    if (codecArgs === undefined) {
      const isMain = (type === "video" && !isCover(stream)) || type === "audio";
      if (isMain) refuse(operation, path, stream, container);
      dropped.push({ index, type, ...(codec !== undefined && { codec }) });
      continue;
    }
    if (type === "subtitle") subtitles++;
    maps.push("-map", `${input}:${index}`);
    // Each stream is told its codec once, or ffmpeg warns.
    if (!encoded.includes(type) && !codecs.includes(codecArgs[0]!)) {
      codecs.push(...codecArgs);
    }
  }
  if (maps.length === 0 && !isOptional) {
    throw new MediaError(operation, path, "a file without streams to keep");
  }
  return { args: [...maps, ...codecs], dropped };
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
      if (isCover(stream)) return container.hasCover ? COPY.video : undefined;
      return container.video?.includes(codec) === false
        ? undefined
        : COPY.video;
    case "audio":
      return container.audio?.includes(codec) === false
        ? undefined
        : COPY.audio;
    case "subtitle": {
      const option = `-c:s:${subtitle}`;
      if (!isText(stream)) {
        return container.hasPictures ? [option, "copy"] : undefined;
      }
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
