// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** An encoding that must give the same bytes with SIMD and without. */
export interface Encoding {
  /** The pictures, as a lavfi source. */
  readonly source: string;
  /** The options of the encoder. */
  readonly options: string;
  /**
   * The format that the stream is written in.
   *
   * @default "avi"
   */
  readonly format?: string;
}

const pictures = {
  noisy: "testsrc2=s=352x288:r=25,noise=alls=12:allf=t",
  fractal: "mandelbrot=s=176x144:r=25",
  odd: "testsrc2=s=98x50:r=25,noise=alls=10:allf=t",
  odder: "testsrc2=s=182x146:r=25,noise=alls=30:allf=t",
  fade: "testsrc2=s=176x144:r=25,fade=out:0:12",
  random: "nullsrc=s=144x80:r=25,geq=random(1)*255:128+random(2)*90:128",
  interlaced: "testsrc2=s=192x160:r=50,noise=alls=8:allf=t,interlace",
};

/** How many pictures are encoded. */
export const PICTURES = 12;

const x264 = (
  source: keyof typeof pictures,
  options: string,
  format = "yuv420p",
): Encoding => ({
  source: pictures[source],
  options: `-pix_fmt ${format} -c:v libx264 ${options}`,
});

const presets = [
  ...["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"],
  ...["slow", "slower", "veryslow", "placebo"],
];
const tunes = [
  ...["film", "animation", "grain", "stillimage", "psnr", "ssim"],
  ...["zerolatency", "fastdecode"],
];
/** Sets of options of x264, each of which takes its own code paths in the encoder. */
const sets = [
  ...["8x8dct=0", "cabac=0", "qp=0", "qp=51", "crf=40", "crf=5", "bitrate=200"],
  ...["me=esa:merange=16", "me=tesa:merange=16:subme=9", "no-mbtree=1"],
  ...["me=umh:subme=11:trellis=2", "weightp=1", "weightp=2:ref=5"],
  ...["weightb=1:bframes=5:b-adapt=2", "aq-mode=2", "aq-mode=3", "cqm=jvt"],
  ...["partitions=all:subme=7", "constrained-intra=1", "deblock=3,3"],
  ...["no-deblock=1", "slices=4", "psy-rd=2,1:subme=10:trellis=2", "nr=500"],
  ...["intra-refresh=1:keyint=10", "direct=temporal:bframes=3"],
  ...["direct=auto:bframes=3", "chroma-me=0", "ssim=1:psnr=1"],
  ...["deadzone-inter=10:trellis=0", "b-pyramid=strict:bframes=8"],
  ...["open-gop=1:keyint=8", "no-psy=1"],
];
const others = ["noisy", "fade", "odd"] as const;

/** A few that together use every kernel. */
export const quick: readonly Encoding[] = [
  ...["ultrafast", "veryfast", "medium", "slower"].map((preset) =>
    x264("fractal", `-preset ${preset}`)
  ),
  x264("odd", "-preset slow"),
  x264("random", "-preset slower"),
  x264("fade", "-preset slower -x264-params weightp=2:weightb=1:ref=5"),
  x264("noisy", "-preset fast -x264-params me=esa:merange=8:subme=5"),
  x264("odd", "-x264-params qp=0:psnr=1:ssim=1"),
  x264("interlaced", "-preset fast -x264-params tff=1"),
  x264("interlaced", "-preset slow -x264-params bff=1", "yuv422p"),
  x264("odder", "-preset medium", "yuv422p"),
  x264("odder", "-preset medium", "yuv444p"),
  x264("odd", "-preset slow", "gray"),
  x264("odd", "-preset medium", "yuv420p10le"),
  x264("fade", "-preset fast -x264-params weightp=2", "yuv422p10le"),
  x264("random", "-preset slower", "yuv420p10le"),
  x264("interlaced", "-preset fast -x264-params tff=1", "yuv420p10le"),
];

/** Presets, combined with pictures, formats and sets of options. */
export const full: readonly Encoding[] = [
  ...quick,
  ...presets.flatMap((preset) =>
    (["noisy", "fractal", "fade"] as const).map((source) =>
      x264(source, `-preset ${preset}`)
    )
  ),
  ...["veryfast", "medium", "slower"].flatMap((preset) => [
    x264("random", `-preset ${preset}`),
    x264("odd", `-preset ${preset}`),
    ...["yuv422p", "yuv444p", "yuvj420p", "nv12", "yuv420p10le", "yuv422p10le"]
      .map((format) => x264("odder", `-preset ${preset}`, format)),
    ...["tff=1", "bff=1", "tff=1:weightp=2"].map((set) =>
      x264("interlaced", `-preset ${preset} -x264-params ${set}`)
    ),
  ]),
  ...tunes.map((tune) => x264("fractal", `-tune ${tune}`)),
  ...sets.flatMap((set) => [
    ...others.map((source) => x264(source, `-x264-params ${set}`)),
    x264("odd", `-x264-params ${set}`, "yuv420p10le"),
  ]),
  ...presets.flatMap((preset) => [
    x264("fade", `-preset ${preset}`, "yuv420p10le"),
    x264("random", `-preset ${preset}`, "yuv444p10le"),
  ]),
];

const ofMpeg = (
  source: keyof typeof pictures,
  codec: string,
  options: string,
  format = "yuv420p",
): Encoding => ({
  source: pictures[source],
  options: `-pix_fmt ${format} -c:v ${codec} ${options}`,
});

/** Sets of options of the MPEG family, each of which takes its own code paths. */
const setsOfMpeg = [
  ...["-b:v 400k", "-q:v 1", "-q:v 2", "-q:v 31", "-q:v 3 -trellis 1"],
  ...["-q:v 4 -mbd rd", "-q:v 4 -mbd bits", "-q:v 3 -noise_reduction 400"],
  ...[
    "-q:v 3 -cmp satd -subcmp satd -mbcmp satd",
    "-q:v 3 -quantizer_noise_shaping 2",
  ],
  ...["-q:v 3 -cmp sse -subcmp sse -mbcmp sse", "-q:v 3 -bf 2 -b_strategy 1"],
  ...["-q:v 3 -cmp vsad -subcmp vsse -mbcmp nsse", "-q:v 3 -mbcmp dct"],
  ...["-q:v 5 -lumi_mask 0.3 -dark_mask 0.2", "-q:v 3 -dct fastint"],
  ...["-q:v 3 -sc_threshold -1000 -g 3", "-q:v 3 -intra_penalty 50"],
];

/** FFmpeg's own encoders, some of whose steps have kernels. */
export const ofFfmpeg: readonly Encoding[] = [
  ...["mpeg4", "mpeg2video", "h263p", "msmpeg4v2", "wmv2", "flv"].map((codec) =>
    ofMpeg("noisy", codec, "-b:v 600k")
  ),
  ofMpeg("fractal", "mpeg4", "-b:v 400k -mbd rd -flags +mv4"),
  ...["fractal", "odd"].flatMap((source) =>
    setsOfMpeg.map((set) =>
      ofMpeg(source as keyof typeof pictures, "mpeg4", set)
    )
  ),
  ofMpeg("odd", "mpeg4", "-q:v 3 -flags +qpel+mv4+aic -bf 1"),
  ofMpeg("random", "mpeg4", "-q:v 2 -mpeg_quant 1 -mbd rd"),
  ofMpeg("random", "mpeg2video", "-q:v 1 -intra_vlc 1"),
  ofMpeg("noisy", "h263p", "-q:v 4 -flags +aic+loop -umv 1"),
  ofMpeg("fade", "mpeg1video", "-q:v 3 -bf 2"),
  ...["yuv420p", "yuv422p"].flatMap((format) =>
    ["-b:v 900k", "-q:v 3 -alternate_scan 1", "-q:v 2 -mbd rd -trellis 1"].map(
      (set) =>
        ofMpeg(
          "interlaced",
          "mpeg2video",
          `-flags +ilme+ildct ${set}`,
          format,
        ),
    )
  ),
  ofMpeg("interlaced", "mpeg4", "-q:v 3 -flags +ilme+ildct -bf 2"),
  ...["1", "3", "31"].flatMap((quality) =>
    ["yuvj420p", "yuvj422p", "yuvj444p"].map((format) =>
      ofMpeg("odder", "mjpeg", `-q:v ${quality}`, format)
    )
  ),
  ofMpeg("random", "mjpeg", "-q:v 1 -huffman default", "yuvj420p"),
  ofMpeg("noisy", "mjpeg", "-q:v 2 -trellis 1", "yuvj420p"),
];

/** Deinterlacing, in all modes that have kernels and at the edges of pictures. */
export const deinterlaced: readonly Encoding[] = [
  ...["interlaced", "random", "odd", "odder"].flatMap((source) =>
    ["yadif", "yadif=2", "yadif=1:0", "yadif=3:1", "bwdif", "bwdif=0:0"].map(
      (filter) => [pictures[source as keyof typeof pictures], filter],
    )
  ),
  ...["20x22", "14x16"].flatMap((size) =>
    ["yadif", "bwdif"].map((
      filter,
    ) => [`testsrc2=s=${size}:r=25,noise=alls=30:allf=t`, filter])
  ),
].flatMap(([source, filter]) =>
  ["yuv420p", "yuv422p10le"].map((format) => ({
    source: source!,
    options: `-pix_fmt ${format} -vf format=${format},${filter} -c:v rawvideo`,
  }))
);

/** Blurring: in several steps, and with sizes that no kernel divides. */
export const blurred: readonly Encoding[] = [
  ...["noisy", "fractal", "odd", "odder"].map((name) =>
    pictures[name as keyof typeof pictures]
  ),
  ...["21x13", "7x9", "3x5"].map((size) =>
    `testsrc2=s=${size}:r=25,noise=alls=30:allf=t`
  ),
].flatMap((source) =>
  ["gblur=sigma=2", "gblur=sigma=9:steps=3:sigmaV=0.4"].flatMap((filter) =>
    ["yuv420p", "yuv444p10le"].map((format) => ({
      source,
      options: `-vf format=${format},${filter} -c:v rawvideo`,
    }))
  )
);

/** Sharpening: by sums of 16 bits and of more, and with sizes that no kernel divides. */
export const sharpened: readonly Encoding[] = [
  ...["noisy", "fractal", "odd", "random"].map((name) =>
    pictures[name as keyof typeof pictures]
  ),
  ...["21x13", "7x9", "17x7"].map((size) =>
    `testsrc2=s=${size}:r=25,noise=alls=30:allf=t`
  ),
].flatMap((source) =>
  [
    ...["unsharp", "unsharp=3:3:-1.5:5:5:2", "unsharp=7:3:5:3:7:-2"],
    ...["unsharp=3:5:0.3:7:7:1.7"],
  ].flatMap((filter) =>
    ["yuv420p", "yuv444p10le"].map((format) => ({
      source,
      options: `-vf format=${format},${filter} -c:v rawvideo`,
    }))
  )
);

const sounds = {
  chirp: "aevalsrc=sin(900*t*t)+0.2*random(0):s=44100:d=0.4",
  loud: "aevalsrc=2*sin(3e4*t)|random(1)*4-2:s=48000:d=0.3",
};

const resampled: readonly Encoding[] = ["s16", "flt"].flatMap((format) =>
  Object.values(sounds).flatMap((source) =>
    [
      ...["48000", "44100", "8000", "96000", "48000:linear_interp=0"],
      ...["22050:filter_size=13", "11025:exact_rational=0", "44101"],
      ...["48000:async=1000", "32000:phase_shift=4:filter_type=cubic"],
    ].map((rate) => ({
      source,
      options:
        `-af aformat=${format}p,aresample=${rate}:internal_sample_fmt=${format}p -c:a pcm_${
          format === "s16" ? "s16le" : "f32le"
        }`,
      format: "wav",
    }))
  )
);

/** Conversions between sample formats, packed and planar. */
const converted: readonly Encoding[] = Object.values(sounds).flatMap((source) =>
  ["s16", "s16p"].flatMap((short) =>
    ["flt", "fltp"].flatMap((float) => [
      [`aformat=${float},aformat=${short}`, "s16le"],
      [`aformat=${short},aformat=${float}`, "f32le"],
    ])
  ).map(([filter, codec]) => ({
    source,
    options: `-af ${filter} -c:a pcm_${codec}`,
    format: "wav",
  }))
);

/** Encoders and filters that transform sound. */
const transformed: readonly Encoding[] = Object.values(sounds).flatMap(
  (source) => [
    ...["aac", "ac3", "wmav2", "opus -strict -2", "vorbis -strict -2 -ac 2"]
      .map((codec) => ({
        source,
        options: `-c:a ${codec}`,
        format: "matroska",
      })),
    ...["afftdn", "firequalizer=gain=if(gt(f\\,1000)\\,-20\\,0)", "atempo=1.3"]
      .map((filter) => ({
        source,
        options: `-af ${filter} -c:a pcm_f32le`,
        format: "wav",
      })),
  ],
);

/** Encoders of AAC, and of those that predict samples. */
const encoded: readonly Encoding[] = [
  ...Object.values(sounds),
  "aevalsrc=sin(1e4*t)*floor(mod(t*9\\,2))|0.1*sin(3000*t*t):s=32000:d=0.9",
].flatMap((source) =>
  [
    ...["aac -b:a 64k", "aac -q:a 3", "aac -aac_coder fast", "aac -ar 96000"],
    ...["aac -b:a 200k -aac_pns 0", "aac -aac_ms 1 -aac_is 0", "aac -ac 1"],
    ...["flac", "flac -compression_level 0", "flac -compression_level 12"],
    ...["flac -sample_fmt s32 -compression_level 8", "flac -ac 1"],
    ...["flac -lpc_type cholesky -lpc_passes 3", "alac", "alac -ar 22050"],
    ...[1, 2, 3, 7, 9, 11, 14, 31, 32].map((order) =>
      `flac -min_prediction_order ${order} -max_prediction_order ${order}`
    ),
  ].map((codec) => ({
    source,
    options: `-c:a ${codec}`,
    format: "matroska",
  }))
);

/** Sound, through code that has kernels. */
export const ofSound: readonly Encoding[] = [
  ...resampled,
  ...converted,
  ...transformed,
  ...encoded,
];
