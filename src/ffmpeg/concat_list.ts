// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "../../vfs/check.ts";
import { fileUrl } from "./file_url.ts";

/**
 * Writes a list for ffmpeg's demuxer `concat`, which plays files one after another. It
 * needs the option `-safe 0`, because the paths may be any; relative ones start at the
 * directory of the list.
 *
 * @throws {TypeError} when there is no path, or one contains a line break or NUL, which a
 * list cannot express.
 *
 * @example
 * ```ts
 * import { args, concatList } from "@afmpeg/afmpeg/media";
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * const paths = ["it's 1:2.wav", " [two].wav"];
 * for (const path of paths) {
 *   await runtime.run(fs, args`-f lavfi -i sine=duration=1 ${path}`);
 * }
 *
 * fs.writeFile("list", concatList(paths));
 * await runtime.run(fs, args`-f concat -safe 0 -i list -c copy both.wav`);
 * assertEquals((await runtime.probe(fs, "both.wav")).durationSec, 2);
 * ```
 */
export function concatList(paths: readonly string[]): string {
  if (!Array.isArray(paths) || paths.length === 0) {
    throw refusal("`paths`", paths, "an array of one path or more");
  }
  const lines = paths.map((path) => {
    if (typeof path !== "string" || path === "" || /[\0\r\n]/.test(path)) {
      throw refusal("a path", path, "one without line breaks and NUL");
    }
    return `file '${fileUrl(path).replaceAll("'", "'\\''")}'\n`;
  });
  return `ffconcat version 1.0\n${lines.join("")}`;
}
