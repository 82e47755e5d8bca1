// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { InputName } from "./inputs.ts";

/** A command line that every contender runs. */
export interface BenchJob {
  readonly name: string;
  /** Which program it is for. The default is ffmpeg. */
  readonly program?: "ffmpeg" | "ffprobe";
  readonly args: readonly string[];
  readonly inputs: readonly InputName[];
  /** How often it is done for one measurement: short jobs more than once. */
  readonly repeat: number;
  /** The target ratio to native ffmpeg, without the start. */
  readonly aim?: number;
}

function job(
  name: string,
  command: string,
  inputs: readonly InputName[],
  repeat = 1,
): BenchJob {
  return { name, args: command.split(" "), inputs, repeat };
}

const x264 = (input: InputName, preset: string) =>
  job(
    `x264 ${preset}, ${input === "video720.mp4" ? "720p" : "360p"}`,
    `-i ${input} -frames:v 50 -c:v libx264 -preset ${preset} -an out.mp4`,
    [input],
  );

const reel = "[0:v][1:v]xfade=duration=1:offset=1,format=yuv420p[v];" +
  "[0:a][1:a]amix=inputs=2[a]";

/** Does nothing but start. */
export const start: BenchJob = job("version", "-version", [], 10);

/** The jobs that are compared. */
export const jobs: readonly BenchJob[] = [
  start,
  {
    ...job(
      "probe",
      "-loglevel error -of json -show_format -show_streams -show_chapters video360.mp4",
      ["video360.mp4"],
      10,
    ),
    program: "ffprobe",
  },
  job(
    "thumbnail",
    "-ss 1 -i video360.mp4 -frames:v 1 -vf scale=160:-2 out.png",
    ["video360.mp4"],
    5,
  ),
  job("remux 0.6 MB", "-i video360.mp4 -c copy out.mkv", ["video360.mp4"], 5),
  job("remux 100 MB", "-i large.mkv -c copy out.mov", ["large.mkv"]),
  job("mp3 to flac", "-i sound.mp3 out.flac", ["sound.mp3"]),
  job("wav to aac", "-i sound.wav -b:a 128k out.m4a", ["sound.wav"]),
  job("decode h264, 720p", "-i video720.mp4 -f null -", ["video720.mp4"]),
  job("decode vp9, 360p", "-i video.webm -f null -", ["video.webm"]),
  x264("video360.mp4", "ultrafast"),
  x264("video360.mp4", "veryfast"),
  x264("video360.mp4", "medium"),
  x264("video720.mp4", "ultrafast"),
  x264("video720.mp4", "veryfast"),
  x264("video720.mp4", "medium"),
  job(
    "scale and x264",
    "-i video720.mp4 -vf scale=640:-2 -c:v libx264 -preset veryfast out.mp4",
    ["video720.mp4"],
  ),
  job(
    "gif with palette",
    "-i video360.mp4 -t 1 -filter_complex " +
      "fps=10,scale=320:-1,split[a][b];[a]palettegen[p];[b][p]paletteuse out.gif",
    ["video360.mp4"],
  ),
  job(
    "reel of two inputs",
    "-t 2 -i video360.mp4 -t 2 -i other360.mp4 -filter_complex " +
      `${reel} -map [v] -map [a] -c:v libx264 -preset veryfast out.mp4`,
    ["video360.mp4", "other360.mp4"],
  ),
];

const aiming = (aim: number, job: BenchJob): BenchJob => ({ ...job, aim });

const encode = (input: InputName, encoder: string) =>
  `-i ${input} -c:v ${encoder} -f null -`;
const decode = (codec: string, input: InputName) =>
  job(`decode ${codec}`, `-i ${input} -f null -`, [input]);

/** Jobs for the SIMD128 kernels: encoding raw pictures and sound, decoding. */
export const kernelJobs: readonly BenchJob[] = [
  ...["ultrafast", "veryfast", "medium"].flatMap((preset) =>
    (["360p", "720p"] as const).map((size) => {
      const input = `raw${size}.y4m` as const;
      const command = encode(input, `libx264 -preset ${preset}`);
      return aiming(1.8, job(`x264 ${preset}, ${size}`, command, [input]));
    })
  ),
  aiming(
    1.8,
    job(
      "x264 veryfast, 10 bits",
      encode("raw360p.y4m", "libx264 -preset veryfast -pix_fmt yuv420p10le"),
      ["raw360p.y4m"],
    ),
  ),
  ...(["mpeg4 -b:v 3M", "mjpeg -q:v 3"] as const).map((options) =>
    aiming(
      1.6,
      job(
        `encode ${options.split(" ")[0]}, 720p`,
        encode("raw720p.y4m", options),
        ["raw720p.y4m"],
      ),
    )
  ),
  ...(["libvpx", "libvpx-vp9"] as const).map((encoder) =>
    aiming(
      2.2,
      job(
        `encode ${encoder === "libvpx" ? "vp8" : "vp9"}, 360p`,
        // Speeds that do not depend on how fast it is.
        `-i raw360p.y4m -frames:v 40 -c:v ${encoder} -deadline good ` +
          "-cpu-used 4 -b:v 1M -threads 1 -f null -",
        ["raw360p.y4m"],
      ),
    )
  ),
  aiming(
    1.6,
    job(
      "encode webp, 720p",
      "-i raw720p.y4m -frames:v 6 -c:v libwebp -quality 75 -f null -",
      ["raw720p.y4m"],
    ),
  ),
  aiming(2, decode("av1, 720p", "av1.mkv")),
  aiming(2, decode("av1, 10 bits", "av1_10bits.mkv")),
  aiming(2, decode("av1, grain", "av1_grain.mkv")),
  aiming(1.5, decode("h264, 720p", "h264.mp4")),
  aiming(1.6, decode("hevc, 720p", "hevc.mp4")),
  aiming(1.5, decode("vp8, 720p", "vp8.webm")),
  aiming(1.5, decode("vp9, 720p", "vp9.webm")),
  aiming(
    2,
    job(
      "h264, scaled, x264",
      "-i h264.mp4 -vf scale=640:360 -c:v libx264 -preset veryfast -f null -",
      ["h264.mp4"],
    ),
  ),
  ...(["yadif", "bwdif"] as const).map((filter) =>
    aiming(
      1.5,
      job(
        `${filter}, 720p`,
        `-i raw720p.y4m -vf ${filter} -f null -`,
        ["raw720p.y4m"],
      ),
    )
  ),
  job("gblur, 720p", "-i raw720p.y4m -vf gblur=sigma=3 -f null -", [
    "raw720p.y4m",
  ]),
  ...(["mp3", "flac"] as const).map((codec) =>
    job(`decode ${codec}`, `-i sound.${codec} -f null -`, [`sound.${codec}`], 5)
  ),
  aiming(
    2,
    job("resample", "-i sound.wav -af aresample=32000 -f null -", [
      "sound.wav",
    ]),
  ),
];

/** Jobs for the kernels of encoders that only the variant `full` has. */
export const fullJobs: readonly BenchJob[] = [
  ["x265 ultrafast", "libx265 -preset ultrafast"],
  ["x265 veryfast", "libx265 -preset veryfast"],
  ["x265 veryfast, 10 bits", "libx265 -preset veryfast -pix_fmt yuv420p10le"],
  ["SVT-AV1 preset 10", "libsvtav1 -preset 10"],
  ["SVT-AV1 preset 8", "libsvtav1 -preset 8"],
].map(([name, encoder]) =>
  aiming(
    2.5,
    job(
      `${name}, 360p`,
      // One thread each, in native builds too.
      `-i raw360p.y4m -frames:v 50 -c:v ${encoder} ` +
        (encoder!.includes("265")
          ? "-x265-params pools=none:frame-threads=1"
          : "-svtav1-params lp=1") +
        " -f null -",
      ["raw360p.y4m"],
    ),
  )
);

const filter = (name: string, filters: string) =>
  aiming(
    2,
    job(name, `-i raw720p.y4m -vf ${filters} -f null -`, ["raw720p.y4m"]),
  );
const soundFilter = (name: string, options: string) =>
  aiming(2, job(name, `-i sound.wav ${options} -f null -`, ["sound.wav"]));

/** High dynamic range made linear, mapped, and made what screens show. */
const toneMapping =
  "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc," +
  "zscale=transfer=linear:npl=100,format=gbrpf32le,tonemap=hable," +
  "zscale=transfer=bt709:primaries=bt709:matrix=bt709,format=yuv420p";

/** Filters that people use, and the commonest job of all, a thumbnail. */
export const filterJobs: readonly BenchJob[] = [
  aiming(
    2,
    job(
      "overlay, 720p",
      "-i raw720p.y4m -i raw360p.y4m -filter_complex overlay=40:40 -t 2 -f null -",
      ["raw720p.y4m", "raw360p.y4m"],
    ),
  ),
  aiming(
    2,
    job(
      "xfade, 720p",
      "-i raw720p.y4m -i raw720p.y4m -filter_complex xfade=duration=2:offset=0 -f null -",
      ["raw720p.y4m"],
    ),
  ),
  aiming(
    2,
    job(
      "drawtext, 720p",
      "-i raw720p.y4m -vf drawtext=fontfile=font.ttf:fontsize=48:text=%{pts} -f null -",
      ["raw720p.y4m", "font.ttf"],
    ),
  ),
  filter("hqdn3d, 720p", "hqdn3d"),
  filter("unsharp, 720p", "unsharp"),
  filter("eq, 720p", "eq=contrast=1.2:brightness=0.1:saturation=1.3"),
  filter("zscale, 720p", "zscale=640:360"),
  filter("tonemap, 720p", toneMapping),
  aiming(
    2,
    job(
      "paletteuse, 360p",
      "-i raw360p.y4m -t 2 -filter_complex " +
        "split[a][b];[a]palettegen[p];[b][p]paletteuse -f null -",
      ["raw360p.y4m"],
    ),
  ),
  soundFilter("loudnorm", "-af loudnorm"),
  soundFilter(
    "showwaves, 360p",
    "-filter_complex [0:a]showwaves=size=640x360:rate=25",
  ),
  aiming(
    1,
    job(
      "thumbnail as JPEG",
      "-ss 1 -i h264.mp4 -frames:v 1 -vf scale=320:-2 out.jpg",
      ["h264.mp4"],
      5,
    ),
  ),
  job(
    "thumbnail, the best of 25",
    "-i h264.mp4 -frames:v 1 -vf thumbnail=25,scale=320:-2 out.jpg",
    ["h264.mp4"],
    2,
  ),
];
