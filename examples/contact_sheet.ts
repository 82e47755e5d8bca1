// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Puts frames from all over a video side by side into one picture.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/contact_sheet.ts in.mp4 sheet.png
 * ```
 *
 * @module
 */
import { type Fs, MemoryFs, Runtime } from "../mod.ts";

/** The layout of a contact sheet. */
export interface SheetOptions {
  columns?: number;
  rows?: number;
  /** The width of each frame, in pixels. */
  width?: number;
}

/** Makes a PNG of `columns` × `rows` frames, each `width` pixels wide. */
export async function contactSheet(
  runtime: Runtime,
  fs: Fs,
  path: string,
  { columns = 4, rows = 3, width = 160 }: SheetOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  let sheet: ImageData | undefined;
  let placed = 0;
  const count = columns * rows;
  for await (const frame of runtime.frames(fs, path, { count, width })) {
    sheet ??= new ImageData(columns * frame.width, rows * frame.height);
    const left = (placed % columns) * frame.width;
    const top = Math.floor(placed / columns) * frame.height;
    for (let y = 0; y < frame.height; y++) {
      const row = y * frame.width * 4;
      sheet.data.set(
        frame.data.subarray(row, row + frame.width * 4),
        ((top + y) * sheet.width + left) * 4,
      );
    }
    placed++;
  }
  if (!sheet) throw new Error(`${path} has no frames`);
  const { success, stdout, stderr } = await runtime.run(new MemoryFs(), [
    ...["-f", "rawvideo", "-pixel_format", "rgba"],
    ...["-video_size", `${sheet.width}x${sheet.height}`, "-i", "pipe:0"],
    ...["-f", "image2pipe", "-c:v", "png", "pipe:1"],
  ], { stdin: new Uint8Array(sheet.data.buffer) });
  if (!success) throw new Error(stderr);
  return stdout;
}

if (import.meta.main) {
  const [input, output] = Deno.args as [string, string];
  await using runtime = await Runtime.create({
    module: { file: "ffmpeg.wasm" },
  });
  const fs = new MemoryFs();
  fs.writeFile("in", await Deno.readFile(input));
  await Deno.writeFile(output, await contactSheet(runtime, fs, "in"));
}
