// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How a file is made with an encoder, and which format holds it: what the encoders and
 * formats of FFmpeg ask of their input.
 *
 * @module
 */

import { pictureSubtitles } from "../support/picture_subtitles.ts";

/** What is encoded unless a codec asks for something else. */
const pictures = "testsrc2=size=128x96:rate=25:duration=0.2";
const sound = "sine=frequency=440:sample_rate=48000:duration=0.5";

/** The input that codecs ask for, by patterns of their names. */
const inputs: readonly (readonly [RegExp, string])[] = [
  [/^h26[13]/, "testsrc2=size=176x144:rate=25:duration=0.2"],
  [/^dvvideo$/, "testsrc2=size=720x576:rate=25:duration=0.2"],
  [/^avui$/, "testsrc2=size=720x576:rate=25:duration=0.2"],
  [/^dnxhd$/, "testsrc2=size=1280x720:rate=25:duration=0.2"],
  [/^roqvideo$/, "testsrc2=size=128x128:rate=30:duration=0.2"],
  [/^a64multi/, "testsrc2=size=320x200:rate=25:duration=0.4"],
  [/^xface$/, "testsrc2=size=48x48:rate=25:duration=0.2"],
  [/^amv$/, "testsrc2=size=160x112:rate=15:duration=0.4"],
  [/^(g722|g728)$/, "sine=sample_rate=16000:duration=0.5"],
  [
    /^(g723_1|g726|g726le|comfortnoise|real_144|(?:lib)?gsm(?:_ms)?|ilbc|adpcm_ima_ssi)$/,
    "sine=sample_rate=8000:duration=0.5",
  ],
  [
    /^(roq_dpcm|adpcm_ima_amv|adpcm_ima_ws|adpcm_argo|adpcm_ima_apm|adpcm_ima_alp|adpcm_swf)$/,
    "sine=sample_rate=22050:duration=0.5",
  ],
  [/^(nellymoser|dfpwm|wmav)/, "sine=sample_rate=44100:duration=0.5"],
];

/** Options that encoders ask for. */
const options: readonly (readonly [RegExp, string])[] = [
  [/^dnxhd$/, "-profile:v dnxhr_sq"],
  [/^(aptx|aptx_hd|roq_dpcm|s302m|mlp|truehd|pcm_lxf)$/, "-ac 2"],
  [/^g726/, "-b:a 32k"],
  [/^pcm_dvd$/, "-ac 2"],
  [/^pcm_s24daud$/, "-ac 6 -ar 96000"],
  [/^ljpeg$/, "-pix_fmt bgr24"],
  [/^vbn$/, "-pix_fmt rgba"],
  [/^vorbis$/, "-ac 2"],
  [/^libx264/, "-preset ultrafast -threads 1"],
  [/^libvpx/, "-deadline realtime -cpu-used 8"],
  [/^libx265/, "-preset ultrafast -x265-params log-level=error"],
  [/^libsvtav1/, "-preset 12"],
  [/^xface$/, "-pix_fmt monow"],
  [/^smc$/, "-pix_fmt pal8"],
  [/^libwebp/, "-frames:v 1"],
  [/^pcm_bluray$/, "-ac 2 -mpegts_m2ts_mode 1"],
  [/^roqvideo$/, "-r 30"],
];

/** Formats that hold what `nut` does not, by patterns of names of encoders. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/^(a64multi5?)$/, "a64"],
  [/^(amv|adpcm_ima_amv)$/, "amv"],
  [/^(roqvideo|roq_dpcm)$/, "roq"],
  [/^(alac|adpcm_ima_qt|avrp|avui|qtrle|smc)$/, "mov"],
  [/^adpcm_(ima_wav|ms|yamaha)$/, "wav"],
  [/^tta$/, "tta"],
  [/^apng$/, "apng"],
  [/^gif$/, "gif"],
  [/^fits$/, "fits"],
  [/^libwebp/, "webp"],
  [/^(ass|ssa)$/, "ass"],
  [/^(srt|subrip|text)$/, "matroska"],
  [/^webvtt$/, "webvtt"],
  [/^mov_text$/, "mp4"],
  [/^ttml$/, "ttml"],
  [/^adpcm_argo$/, "argo_asf"],
  [/^adpcm_ima_apm$/, "apm"],
  [/^adpcm_ima_alp$/, "alp"],
  [/^adpcm_ima_ssi$/, "kvag"],
  [/^adpcm_ima_ws$/, "wsaud"],
  [/^adpcm_swf$/, "flv"],
  [/^adpcm_adx$/, "adx"],
  [/^pcm_bluray$|^s302m$/, "mpegts"],
  [/^pcm_dvd$/, "vob"],
  [/^pcm_s24daud$/, "daud"],
  [/^pcm_vidc$/, "vidc"],
  [/^g723_1$/, "g723_1"],
  [/^g726$/, "g726"],
  [/^g726le$/, "g726le"],
  [/^g722$/, "g722"],
  [/^aptx$/, "aptx"],
  [/^aptx_hd$/, "aptx_hd"],
  [/^libgsm$/, "gsm"],
  [/^sbc$/, "sbc"],
  [/^dfpwm$/, "dfpwm"],
  [/^mlp$/, "mlp"],
  [/^truehd$/, "truehd"],
  [/^real_144$/, "rm"],
  [/^(rv10|rv20)$/, "rm"],
  [/^(dca)$/, "dts"],
  [/^(wmav1|wmav2|wmv1|wmv2)$/, "asf"],
  [/^(nellymoser|flv|flashsv2?)$/, "flv"],
  [/^libtheora$/, "ogg"],
  [/^dvbsub$/, "mpegts"],
  [/^dvdsub$/, "matroska"],
  [/^xsub$/, "avi"],
  [
    /^(alias_pix|bmp|dpx|exr|hdr|jpegls|pam|pbm|pcx|pfm|pgm|pgmyuv|phm|ppm|qoi|sgi|sunrast|targa|tiff|vbn|wbmp|xbm|xface|xwd|png|jpeg2000|ljpeg)$/,
    "image2",
  ],
];

const extensions: Readonly<Record<string, string>> = {
  alias_pix: "pix",
  jpeg2000: "j2k",
  jpegls: "jls",
  ljpeg: "jpg",
  sunrast: "ras",
  targa: "tga",
};

function chosen<T>(
  table: readonly (readonly [RegExp, T])[],
  name: string,
): T | undefined {
  return table.find(([pattern]) => pattern.test(name))?.[1];
}

/** How files are read that do not say what they are, by patterns of names of formats. */
const readers: readonly (readonly [RegExp, string])[] = [
  [/^g726(le)?$/, "-f $1 -code_size 4 -sample_rate 8000"],
  [/^(aptx_hd|truehd|mlp|sbc|aptx|dfpwm|daud)$/, "-f $1"],
  [/^rawvideo$/, "-f rawvideo -video_size 128x96"],
  [/^vidc$/, "-f vidc -sample_rate 48000"],
  [/^asf_stream$/, "-f asf"],
];

/** The options with which a file in a format is read. */
export function readAs(format: string): string[] {
  for (const [pattern, text] of readers) {
    if (pattern.test(format)) return text.replace("$1", format).split(" ");
  }
  return [];
}

/** A file to be made: its name, how, and the options with which it is read. */
export interface Recipe {
  readonly file: string;
  /** Whether it has subtitles that are pictures. */
  readonly hasPictures?: boolean;
  readonly args: readonly string[];
  readonly reading: readonly string[];
}

/** The kind of stream that an encoder makes. */
export type StreamType = "video" | "audio" | "subtitle";

/** How a file is made with an encoder. */
export function encodeWith(name: string, type: StreamType): Recipe {
  const format = chosen(formats, name) ?? "nut";
  const file = format === "image2"
    ? `${name}.${extensions[name] ?? name}`
    : `${name}.${format}`;
  const letter = type[0]!;
  const reading = [
    ...readAs(format),
    ...(/^sonic/.test(name) ? ["-strict", "-2"] : []),
  ];
  if (/amv$/.test(name)) {
    const args =
      `-f lavfi -i testsrc2=size=160x112:rate=15:duration=0.4 -f lavfi -i sine=sample_rate=22050:duration=0.4 -c:v amv -c:a adpcm_ima_amv -block_size 1470 -f amv ${file}`;
    return { file, args: args.split(" "), reading };
  }
  const hasPictures = /^(dvbsub|dvdsub|xsub)$/.test(name);
  const source = type === "subtitle"
    ? ["-i", hasPictures ? "in.sup" : "in.srt"]
    : [
      ...["-f", "lavfi", "-i"],
      chosen(inputs, name) ?? (type === "video" ? pictures : sound),
    ];
  return {
    file,
    reading,
    hasPictures,
    args: [
      ...source,
      `-c:${letter}`,
      name,
      ...(chosen(options, name)?.split(" ") ?? []),
      ...["-strict", "-2"],
      ...(format === "image2" ? ["-frames:v", "1", "-update", "1"] : []),
      ...["-f", format],
      file,
    ],
  };
}

/** Text files that inputs are made from. */
export const sources: Readonly<Record<string, Uint8Array>> = {
  "in.sup": pictureSubtitles(),
  "in.srt": new TextEncoder().encode(
    "1\n00:00:00,000 --> 00:00:01,000\nOne\n\n" +
      "2\n00:00:01,000 --> 00:00:02,000\nTwo\n\n",
  ),
};

/** Codecs and inputs that formats ask for, by patterns of their names. */
const contents: readonly (readonly [RegExp, string])[] = [
  [
    /^dv$/,
    `${film("720x576")} -f lavfi -i sine=sample_rate=48000:duration=0.2 ` +
    "-c:v dvvideo -pix_fmt yuv420p -ac 2",
  ],
  [/^gxf$/, `${film("720x576")} -c:v mpeg2video`],
  [/^mxf_opatom$/, `${tone(48_000)} -c:a pcm_s16le`],
  [/^ismv$/, `${film("128x96")} -c:v libx264 -preset ultrafast`],
  [/^daud$/, `${tone(96_000)} -ac 6 -c:a pcm_s24daud`],
  [/^dnxhd$/, `${film("1280x720")} -c:v dnxhd -profile:v dnxhr_sq`],
  [/^h261$/, film("176x144")],
  [/^ico$/, `${film("64x64")} -frames:v 1 -c:v png -pix_fmt rgba`],
  [
    /^(image2|segment|stream_segment|ssegment)$/,
    "-f lavfi -i testsrc2=size=64x64:rate=5:duration=0.6 -c:v png",
  ],
  // Their default codecs are those of libraries.
  [/^(matroska|nut)$/, `${film("64x64")} ${tone(48_000)} -c:v mpeg4 -c:a mp2`],
  [/^tee$/, `${film("64x64")} -c:v mpeg4 -map 0`],
  [/^filmstrip$/, `${film("64x64")} -c:v rawvideo -pix_fmt rgba`],
  [/^hevc$/, "-i hevc.mkv -c copy"],
  [/^(obu|ivf)$/, "-i av1.mkv -c copy"],
  [/^spx$/, "-i speex.ogg -c copy"],
  [/^gsm$/, "-i gsm.mov -c copy"],
  [/^(ogg|ogv)$/, `${tone(48_000)} -c:a flac`],
  [/^asf_stream$/, tone(44_100)],
  [/^(alp|argo_asf|argo_cvg|apm|wsaud|kvag|rso)$/, tone(22_050)],
  [
    /^amv$/,
    "-f lavfi -i testsrc2=size=160x112:rate=15:duration=0.4 " +
    "-f lavfi -i sine=sample_rate=22050:duration=0.4 -block_size 1470",
  ],
  [/^g722$/, tone(16_000)],
  [/^sup$/, "-i in.sup -map 0 -c copy"],
];

function film(size: string): string {
  return `-f lavfi -i testsrc2=size=${size}:rate=25:duration=0.2`;
}

function tone(rate: number): string {
  return `-f lavfi -i sine=sample_rate=${rate}:duration=0.2`;
}

/** Names that formats ask for. */
const files: Readonly<Record<string, string>> = {
  image2: "out%d.png",
  segment: "out%d.nut",
  stream_segment: "out%d.nut",
  ssegment: "out%d.nut",
  tee: "[f=nut]out.nut",
};

/** What native ffmpeg makes for formats whose codec an engine cannot encode. */
export const copied: readonly string[] = [
  "-f lavfi -i testsrc2=size=64x64:duration=0.2 -c:v libx265 -preset ultrafast hevc.mkv",
  "-f lavfi -i testsrc2=size=64x64:duration=0.2 -c:v libaom-av1 -cpu-used 8 av1.mkv",
  "-f lavfi -i sine=sample_rate=16000:duration=0.5 -c:a libspeex speex.ogg",
  "-f lavfi -i sine=sample_rate=8000:duration=0.5 -c:a libgsm gsm.mov",
];

/** Ways to make a file in a format, of which one fits it. */
export function formatWith(format: string): Recipe[] {
  const special = chosen(contents, format);
  const video = ["-f", "lavfi", "-i", pictures];
  const audio = ["-f", "lavfi", "-i", sound];
  const low = ["-f", "lavfi", "-i", "sine=sample_rate=8000:duration=0.5"];
  const ways = special ? [special.split(" ")] : [
    [...video, "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=0.2"],
    video,
    audio,
    ["-f", "lavfi", "-i", "sine=sample_rate=44100:duration=0.5", "-ac", "2"],
    [...audio, "-ac", "2"],
    low,
    ["-i", "in.srt"],
    ["-i", "in.sup", "-map", "0", "-c", "copy"],
  ];
  const file = files[format] ?? `out.${format}`;
  return ways.map((way) => ({
    file,
    reading: readAs(format),
    args: [...way, "-strict", "-2", "-f", format, file],
  }));
}
