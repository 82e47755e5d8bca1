// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hexBytes } from "../../util/hex_bytes.ts";
import type { Peaks } from "./peaks.ts";

/** The lowest and the highest value of a column, from −1 to 1. */
export type Column = readonly [low: number, high: number];

/** What is drawn of each channel: as many columns as the picture is wide. */
export function columnsOf(
  { data, bits, channels, length }: Peaks,
  width: number,
  normalize: boolean,
): Column[][] {
  const full = 2 ** (bits - 1);
  let loudest = full;
  if (normalize) {
    loudest = 1;
    for (const value of data) loudest = Math.max(loudest, Math.abs(value));
  }
  const columns = (channel: number) =>
    Array.from({ length: width }, (_, x): Column => {
      const first = Math.floor(x * length / width);
      const end = Math.max(first + 1, Math.ceil((x + 1) * length / width));
      let [low, high] = [Infinity, -Infinity];
      for (let i = first; i < Math.min(end, length); i++) {
        low = Math.min(low, data[2 * (i * channels + channel)]!);
        high = Math.max(high, data[2 * (i * channels + channel) + 1]!);
      }
      return [low / loudest, high / loudest];
    });
  return Array.from({ length: channels }, (_, channel) => columns(channel));
}

/** How a waveform is drawn: colours as `#rrggbb` or `#rrggbbaa`. */
export interface Style {
  readonly width: number;
  readonly height: number;
  readonly color: string;
  readonly background: string;
}

/** From where to where a column of a channel reaches, in rows from the top: a row or more. */
function rows(
  [low, high]: Column,
  channel: number,
  laneHeight: number,
): [top: number, bottom: number] {
  const middle = (channel + 0.5) * laneHeight;
  const top = Math.round(middle - high * laneHeight / 2);
  const bottom = Math.round(middle - low * laneHeight / 2);
  const [start, end] = [channel * laneHeight, (channel + 1) * laneHeight];
  const first = Math.min(Math.max(top, Math.ceil(start)), Math.ceil(end) - 1);
  return [first, Math.min(Math.max(bottom, first + 1), Math.ceil(end))];
}

/** Draws a waveform as pixels, four bytes each: red, green, blue, opacity. */
export function drawPixels(
  channels: readonly Column[][],
  { width, height, color, background }: Style,
): Uint8Array<ArrayBuffer> {
  const pixels = new Uint32Array(width * height).fill(rgba(background));
  const ink = rgba(color);
  for (const [channel, columns] of channels.entries()) {
    for (const [x, column] of columns.entries()) {
      const [top, bottom] = rows(column, channel, height / channels.length);
      for (let y = top; y < Math.min(bottom, height); y++) {
        pixels[y * width + x] = ink;
      }
    }
  }
  return new Uint8Array(pixels.buffer);
}

/** Draws a waveform as SVG: a path for each channel. */
export function drawSvg(
  channels: readonly Column[][],
  { width, height, color, background }: Style,
): string {
  const paths = channels.map((columns, channel) => {
    const spans = columns.map((column, x) => {
      const [top, bottom] = rows(column, channel, height / channels.length);
      return `M${x} ${top}h1v${bottom - top}h-1z`;
    });
    return `<path fill="${color}" d="${spans.join("")}"/>`;
  });
  return '<svg xmlns="http://www.w3.org/2000/svg" ' +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    'shape-rendering="crispEdges">' +
    `<rect width="100%" height="100%" fill="${background}"/>` +
    `${paths.join("")}</svg>\n`;
}

/** A colour as the number of its bytes in memory. */
function rgba(color: string): number {
  const bytes = hexBytes(color.slice(1).padEnd(8, "f"));
  return new Uint32Array(bytes.buffer)[0]!;
}
