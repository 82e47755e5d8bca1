// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The layout of the pixels of a frame in memory, as ffmpeg names it. */
export type PixelFormat =
  | "rgba"
  | "bgra"
  | "rgb24"
  | "bgr24"
  | "gray"
  | "gray16le"
  | "rgb48le"
  | "rgba64le"
  | "yuv420p"
  | "yuv422p"
  | "yuv444p";

/** How many bytes a pixel takes in the formats with one plane. */
const packed: Readonly<Partial<Record<PixelFormat, number>>> = {
  rgba: 4,
  bgra: 4,
  rgb24: 3,
  bgr24: 3,
  gray: 1,
  gray16le: 2,
  rgb48le: 6,
  rgba64le: 8,
};

/** How many pixels share one sample of colour, across and down. */
const subsampling: Readonly<Partial<Record<PixelFormat, [number, number]>>> = {
  yuv420p: [2, 2],
  yuv422p: [2, 1],
  yuv444p: [1, 1],
};

/** All pixel formats. */
export const pixelFormats: readonly string[] = [
  ...Object.keys(packed),
  ...Object.keys(subsampling),
];

/** How many bytes a frame has, without any padding. */
export function frameBytes(
  format: PixelFormat,
  width: number,
  height: number,
): number {
  const bytes = packed[format];
  if (bytes !== undefined) return width * height * bytes;
  const [across, down] = subsampling[format]!;
  const plane = Math.ceil(width / across) * Math.ceil(height / down);
  return width * height + 2 * plane;
}
