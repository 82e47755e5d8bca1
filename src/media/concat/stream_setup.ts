// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { hexBytes } from "../../util/hex_bytes.ts";
import { printed } from "../recipe/printed.ts";
import type { RecipeOptions } from "../recipe/recipe_options.ts";

/** The codecs whose packets are read by what is stored once, at the beginning of a file. */
const codecs = ["aac", "ffv1", "hevc", "mpeg4", "theora", "vorbis"];

/**
 * What a decoder is set up with for the streams of a file, by their numbers, as far as
 * that must be the same for streams that follow each other without being encoded.
 */
export async function streamSetups(
  runner: Runner,
  fs: Fs,
  path: string,
  options: RecipeOptions,
): Promise<ReadonlyMap<number, string>> {
  const { timeout: _, ...own } = options;
  const json = await printed(runner, fs, path, own, (url) => [
    ...["ffprobe", "-loglevel", "error", "-show_data", "-of", "json"] as const,
    ...["-show_entries", "stream=index,codec_name,extradata", "-i", url],
  ]);
  const { streams } = JSON.parse(json);
  const setups = new Map<number, string>();
  for (const { index, codec_name: codec, extradata } of streams) {
    if (!codecs.includes(codec) || typeof extradata !== "string") continue;
    setups.set(index, essential(codec, bytesOf(extradata)).join());
  }
  return setups;
}

/** The bytes in a dump: `00000000: 0164 000a  .d..`. */
function bytesOf(dump: string): Uint8Array {
  const lines = dump.matchAll(/^[\da-f]{8}: ((?:[\da-f]{2,4} )+)/gm);
  return hexBytes(
    Array.from(lines, ([, hex]) => hex!.replaceAll(" ", "")).join(""),
  );
}

/** Without what has no effect on decoding: remarks of the encoder, tags. */
function essential(codec: string, bytes: Uint8Array): readonly number[] {
  const isLaced = (codec === "vorbis" || codec === "theora") && bytes[0] === 2;
  if (isLaced) return [...withoutComments(bytes)];
  if (codec === "hevc" && bytes[0] === 1) return withoutMessages(bytes);
  return [...bytes];
}

/** The first and the last of three headers, whose lengths come before them. */
function withoutComments(bytes: Uint8Array): Uint8Array {
  let at = 1;
  const length = () => {
    let sum = 0;
    while (bytes[at] === 255) sum += bytes[at++]!;
    return sum + (bytes[at++] ?? 0);
  };
  const [first, comments] = [length(), length()];
  return new Uint8Array([
    ...bytes.subarray(at, at + first),
    ...bytes.subarray(at + first + comments),
  ]);
}

/** The parameter sets of an `hvcC` without its messages (SEI). */
function withoutMessages(bytes: Uint8Array): number[] {
  const kept: number[] = [];
  const word = (at: number) => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  let at = 23;
  for (let arrays = bytes[22] ?? 0; arrays > 0; arrays--) {
    const type = (bytes[at] ?? 0) & 0x3f;
    const start = at;
    at += 3;
    for (let count = word(start + 1); count > 0; count--) at += 2 + word(at);
    const isMessage = type === 39 || type === 40;
    if (!isMessage) kept.push(...bytes.subarray(start + 1, at));
  }
  return kept;
}
