// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The format of a picture file: see {@linkcode ThumbnailOptions.format}. */
export type PictureFormat = "png" | "jpeg" | "jpg" | "webp";

/** The encoder for each format, as ffmpeg names it. */
const encoders: Readonly<Record<PictureFormat, string>> = {
  png: "png",
  jpeg: "mjpeg",
  jpg: "mjpeg",
  webp: "libwebp",
};

/** All formats of pictures. */
export const pictureFormats: readonly PictureFormat[] = Object.keys(
  encoders,
) as PictureFormat[];

/** The encoder for a format. */
export function encoderOf(format: PictureFormat): string {
  return encoders[format];
}

/** The formats for which one of the encoders that ffmpeg lists is made. */
export function formatsOf(listing: string): PictureFormat[] {
  return pictureFormats.filter((format) =>
    new RegExp(`^ V\\S+ ${encoders[format]} `, "m").test(listing)
  );
}
