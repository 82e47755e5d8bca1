// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { MemoryFs } from "../../../vfs/memory_fs.ts";
import type { VideoStream } from "../probe/stream.ts";

/** How brightness is coded in HDR that can be mapped. */
export type HdrTransfer = "pq" | "hlg";

/** The HDR of a video, if it can be mapped. */
export function mappable(hdr: VideoStream["hdr"]): HdrTransfer | undefined {
  return hdr?.kind === "dolby-vision" ? undefined : hdr?.kind;
}

/** Where the guest finds the tables. */
const MOUNT = "/afmpeg-luts";

/** How many values a table has along each side. */
const SIZE = 33;

/** The brightness in nits that graphics white has in HDR (ITU-R BT.2408): SDR's white. */
const WHITE = 203;

/** The brightness in nits up to which highlights are told apart. */
const PEAK = 1000;

/** The filter that maps HDR to the usual range of brightness, for pictures in RGB. */
export function toneMapFilter(transfer: HdrTransfer): string {
  return `format=gbrp16le,lut3d=file=${MOUNT}/${transfer}.cube,` +
    "setparams=color_primaries=bt709:color_trc=iec61966-2-1";
}

/** The mounts that the filter needs. */
export function toneMapMounts(transfer: HdrTransfer): Record<string, Fs> {
  const fs = new MemoryFs();
  fs.writeFile(`${transfer}.cube`, tableOf(transfer));
  return { [MOUNT]: fs };
}

const tables = new Map<HdrTransfer, string>();

/** The table of a kind of HDR, as text: three numbers a line, red changing fastest. */
function tableOf(transfer: HdrTransfer): string {
  const known = tables.get(transfer);
  if (known !== undefined) return known;
  const lines = [`LUT_3D_SIZE ${SIZE}`];
  const steps = Array.from({ length: SIZE }, (_, i) => i / (SIZE - 1));
  for (const blue of steps) {
    for (const green of steps) {
      for (const red of steps) {
        const mapped = mapped709(lightOf(transfer, [red, green, blue]));
        lines.push(mapped.map((value) => value.toFixed(5)).join(" "));
      }
    }
  }
  const text = `${lines.join("\n")}\n`;
  tables.set(transfer, text);
  return text;
}

/** Red, green and blue. */
type Rgb = readonly [number, number, number];

/** The light that a display shows for coded values, in nits. */
function lightOf(transfer: HdrTransfer, coded: Rgb): Rgb {
  if (transfer === "pq") return each(coded, pqToNits);
  const [red, green, blue] = each(coded, hlgToScene);
  // Brighter as a whole on a display of this peak (ITU-R BT.2100).
  const luminance = 0.2627 * red + 0.678 * green + 0.0593 * blue;
  const factor = PEAK * luminance ** 0.2;
  return [red * factor, green * factor, blue * factor];
}

/** Light in the colours of BT.2020 as sRGB. */
function mapped709(light: Rgb): Rgb {
  const most = Math.max(...light);
  // All three by one factor: the hue stays.
  const factor = most > 0 ? compress(most) / most / WHITE : 0;
  const [red, green, blue] = each(light, (nits) => nits * factor);
  const narrow: Rgb = [
    1.6605 * red - 0.5876 * green - 0.0728 * blue,
    -0.1246 * red + 1.1329 * green - 0.0083 * blue,
    -0.0182 * red - 0.1006 * green + 1.1187 * blue,
  ];
  return each(narrow, (value) => srgb(Math.min(1, Math.max(0, value))));
}

/** Compresses highlights so that the peak becomes white (ITU-R BT.2390). */
function compress(nits: number): number {
  const scale = nitsToPq(PEAK);
  const input = Math.min(1, nitsToPq(nits) / scale);
  const white = nitsToPq(WHITE) / scale;
  const knee = 1.5 * white - 0.5;
  if (input < knee) return nits;
  const t = (input - knee) / (1 - knee);
  const output = (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
    (t ** 3 - 2 * t ** 2 + t) * (1 - knee) + (-2 * t ** 3 + 3 * t ** 2) * white;
  return pqToNits(output * scale);
}

/** The constants of SMPTE ST 2084. */
const [M1, M2] = [2610 / 16384, 2523 / 4096 * 128];
const [C1, C2, C3] = [3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32];

function pqToNits(value: number): number {
  const power = value ** (1 / M2);
  return 10_000 * (Math.max(0, power - C1) / (C2 - C3 * power)) ** (1 / M1);
}

function nitsToPq(nits: number): number {
  const power = (nits / 10_000) ** M1;
  return ((C1 + C2 * power) / (1 + C3 * power)) ** M2;
}

/** The light of the scene, from 0 to 1 (ARIB STD-B67). */
function hlgToScene(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}

function srgb(value: number): number {
  return value <= 0.0031308
    ? 12.92 * value
    : 1.055 * value ** (1 / 2.4) - 0.055;
}

function each(rgb: Rgb, change: (value: number) => number): Rgb {
  return [change(rgb[0]), change(rgb[1]), change(rgb[2])];
}
