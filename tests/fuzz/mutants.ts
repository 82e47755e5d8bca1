// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runNative } from "../support/native.ts";
import { boxes } from "./containers/boxes.ts";
import { chunks } from "./containers/chunks.ts";
import type { Container } from "./containers/container.ts";
import { elements } from "./containers/elements.ts";
import { packets } from "./containers/packets.ts";

/** How native ffmpeg makes the files that are mutated, by their names. */
const recipes: Record<string, [container: Container, options: string]> = {
  "a.mp4": [boxes, "-c:v mpeg4 -c:a aac"],
  "fragmented.mp4": [
    boxes,
    "-c:v libx264 -g 5 -c:a aac -movflags frag_keyframe+empty_moov",
  ],
  "a.mov": [boxes, "-c:v prores -c:a pcm_s16le"],
  "a.mkv": [elements, "-c:v libvpx-vp9 -cpu-used 8 -c:a flac"],
  "a.webm": [elements, "-c:v libvpx -c:a libopus"],
  "a.avi": [chunks, "-c:v mjpeg -c:a libmp3lame"],
  "a.wav": [chunks, "-vn -c:a adpcm_ms"],
  "a.ts": [packets, "-c:v mpeg2video -c:a mp2"],
  "h264.ts": [packets, "-c:v libx264 -g 5 -c:a aac"],
};

/** A file to be mutated. */
export interface Original {
  readonly name: string;
  readonly container: Container;
  readonly bytes: Uint8Array;
}

/** Makes a small file of each container, and of codecs of all kinds. */
export async function originals(): Promise<Original[]> {
  const input = "-f lavfi -i testsrc2=size=64x48:rate=25:duration=0.4 " +
    "-f lavfi -i sine=duration=0.4";
  return await Promise.all(
    Object.entries(recipes).map(async ([name, [container, options]]) => {
      const line = `${input} -threads 1 ${options} ${name}`;
      const { files } = await runNative("ffmpeg", line.split(" "));
      return { name, container, bytes: files[name]! };
    }),
  );
}
