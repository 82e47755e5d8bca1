// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Encoding } from "./encodings.ts";

const source = (size: string) => `testsrc2=s=${size}:r=25,noise=alls=20:allf=t`;

/** A conversion of pictures: the input format, options of `scale`, the output format. */
const conversion = (
  size: string,
  from: string,
  scale: string,
  to: string,
): Encoding => ({
  source: `${source(size)},format=${from}`,
  options: `-frames:v 2 -vf scale=${scale},format=${to}`,
  format: "framemd5",
});

/** Sizes before and after: smaller and larger, odd ones, tiny ones, equal ones. */
const sizes = [
  ...[["352x288", "176:144"], ["98x50", "37:81"], ["182x146", "183:145"]],
  ...[["130x98", "130:50"], ["130x98", "65:98"], ["640x360", "100:40"]],
  ...[["33x17", "300:101"], ["16x16", "7:5"], ["8x8", "64:64"]],
  ...[["352x288", "352:288"], ["2000x10", "30:10"]],
] as const;
const scalers = [
  ...["bicubic", "bilinear", "fast_bilinear", "lanczos", "area", "neighbor"],
  ...["spline", "gauss", "sinc", "bicublin"],
  "bicubic+accurate_rnd+full_chroma_int+bitexact",
];
/** Formats that can be read and written. */
const formats = [
  ...["yuv420p", "yuv422p", "yuv444p", "nv12", "nv21", "nv24", "yuv410p"],
  ...["yuv420p9le", "yuv420p10le", "yuv422p12le", "yuv444p14le", "yuv420p16le"],
  ...["yuv420p10be", "p010le", "p016le", "gray", "gray10le", "gray16le", "ya8"],
  ...["rgb24", "bgr24", "rgba", "bgra", "argb", "abgr", "gbrp", "gbrap"],
  ...["gbrp10le", "gbrp16le", "rgb48le", "rgba64le", "yuva420p", "yuyv422"],
  ...["uyvy422", "yuvj420p", "rgb565le", "bgr555le", "monow", "grayf32le"],
];
/** Formats that most conversions start or end with. */
const common = ["yuv420p", "yuv422p", "rgb24", "rgba"];
const ranges = [
  "in_range=full:out_range=tv",
  "in_range=tv:out_range=full",
  "in_color_matrix=bt709:out_color_matrix=bt601",
];

const pairs = (from: readonly string[], to: readonly string[]) =>
  from.flatMap((first) => to.map((second) => [first, second] as const));

const between = (scale: string, all: readonly (readonly [string, string])[]) =>
  all.map(([from, to]) =>
    conversion("130x98", from, `${scale}:flags=bicubic`, to)
  );

/** Scaling by every algorithm, and every format from and to common ones. */
export const conversions: readonly Encoding[] = [
  ...sizes.flatMap(([size, scaled]) =>
    scalers.map((flags) =>
      conversion(size, "yuv420p", `${scaled}:flags=${flags}`, "yuv420p")
    )
  ),
  ...["96:64", "61:77", "200:98", "130:98"].flatMap((scaled) =>
    between(scaled, [
      ...pairs(formats, common),
      ...pairs(common, formats),
      ...formats.map((format) => [format, format] as const),
    ])
  ),
  ...ranges.flatMap((range) =>
    ["96:70", "130:98"].flatMap((scaled) =>
      between(
        `${scaled}:${range}`,
        pairs([...common, "yuv420p10le", "gbrp"], formats.slice(0, 24)),
      )
    )
  ),
  ...["param0=2:param1=3", "param0=-3:param1=5", "param0=20:param1=-20"]
    .flatMap((parameters) =>
      between(
        `96:170:${parameters}`,
        pairs(["yuv420p"], ["yuv420p", "gray10le"]),
      )
    ),
];

/** A few that together use every kernel. */
export const quickConversions: readonly Encoding[] = [
  ...sizes.slice(0, 6).flatMap(([size, scaled]) =>
    ["bicubic", "bilinear"].map((flags) =>
      conversion(size, "yuv420p", `${scaled}:flags=${flags}`, "yuv420p")
    )
  ),
  ...["61:77", "130:98"].flatMap((scaled) =>
    between(scaled, [
      ...pairs(["yuv420p"], formats),
      ...pairs(["yuv420p10le", "gray16le", "rgb24", "bgra", "nv12"], [
        ...["yuv420p", "yuv444p14le", "rgba"],
      ]),
    ])
  ),
];
