// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import { checkComponents, componentOptions } from "./choose_components.ts";
import { type Edit, editFiles } from "./edit.ts";
import { librariesOf, type Selection } from "./libraries.ts";
import { sizeRules } from "./rare_objects.ts";
import { addSimd, SIMD_INCLUDE } from "./simd.ts";
import { editConfiguration } from "./simd_ffmpeg.ts";
import { emulationLibs, linkFlags, llvm } from "./toolchain.ts";
import { shimSources, threadsFiles } from "./recipe.ts";
import { type FfmpegVersion, ffmpegVersions, variants } from "./versions.ts";
import {
  cFlags,
  copy,
  make,
  pkgConfig,
  PREFIX,
  THREADS_INCLUDE,
  type Workshop,
} from "./workshop.ts";

/** The sources of ffprobe. Two of them are part of ffmpeg as well. */
const probeSources = ["cmdutils", "opt_common", "ffprobe"];

/** The source, as every version is unpacked and seen from a folder below `work`. */
const SOURCE = "../source";

/**
 * Compiles FFmpeg for the libraries that lie in the prefix. Leaves archives in
 * `made/lib`, and which components there are in `made/config_components.h`.
 */
export async function buildFfmpeg(
  workshop: Workshop,
  selection: Selection,
): Promise<void> {
  const { version, threads } = selection;
  const { work, step } = workshop;
  const cwd = join(work, "ffmpeg");
  await Deno.mkdir(cwd);
  const { folder } = ffmpegVersions[version];
  await Deno.rename(join(work, folder), join(work, "source"));
  await editFiles(join(work, "source"), sourceEdits(version));
  if (workshop.simd) await addSimd("ffmpeg", join(cwd, SOURCE), workshop);
  await buildShim(workshop);
  if (threads === "green") await buildThreads(workshop);
  await step.run(`${SOURCE}/configure`, configureOptions(selection), {
    cwd,
    env: pkgConfig(workshop),
  });
  const header = "config_components.h";
  checkComponents(selection, await Deno.readTextFile(join(cwd, header)));
  await editFiles(cwd, configurationEdits);
  if (workshop.simd) await editConfiguration(cwd);
  await preferSize(cwd);
  const archives = ffmpegArchives
    .map((name) => `lib${name}/lib${name}.a`);
  const objects = await ffmpegObjects(workshop, cwd);
  await make(workshop, cwd, [...archives, ...objects]);
  // The one object of ffmpeg with a `main` of its own, under another name.
  await compile(workshop, cwd, `${SOURCE}/fftools/ffmpeg.c`, "ffmpeg.o", [
    "-Dmain=ffmpeg_main",
  ]);
  await step.run(llvm.AR, [
    ...["rcs", "libfftools.a", "ffmpeg.o"],
    ...objects.filter((name) => name !== "fftools/ffmpeg.o"),
    ...await buildProbe(workshop, cwd),
  ], { cwd });
  const own = ["shim", ...threads === "green" ? ["afmpeg_threads"] : []];
  for (
    const path of [
      ...[...archives, "libfftools.a"],
      ...own.map((name) => `${PREFIX}/lib/lib${name}.a`),
    ]
  ) {
    await copy(join(cwd, path), join(work, "made/lib", basename(path)));
  }
  await copy(join(cwd, header), join(work, "made", header));
}

/** Has what hardly anybody uses, and what takes no time, compiled to be small. */
async function preferSize(cwd: string): Promise<void> {
  const makefile = join(cwd, SOURCE, "libavcodec/Makefile");
  await Deno.writeTextFile(
    join(cwd, "ffbuild/config.mak"),
    sizeRules(await Deno.readTextFile(makefile)),
    { append: true },
  );
}

/**
 * What FFmpeg's source has to be told, whatever it is built with: what it does not
 * know of WebAssembly, which counts leading zeros and computes with 64 bits.
 */
export function sourceEdits(version: FfmpegVersion): Record<string, Edit[]> {
  return {
    "libavcodec/put_bits.h": [
      [/^#if ARCH_X86_64$/m, "#if HAVE_FAST_64BIT", 1],
    ],
    "libavcodec/vpx_rac.h": [
      [/ff_vp\w+_norm_shift\[c->high\]/, "__builtin_clz(c->high) - 24", 1],
    ],
    "libavfilter/vf_drawtext.c": [
      [
        /(valid font for the family %s)(?=\\n)/,
        "$1: put one into /fonts, or name a file by fontfile=",
        1,
      ],
      // Says what is wrong with a file, unless it is the name of a font. Another font is
      // taken then.
      [
        /#if !CONFIG_LIBFONTCONFIG\n( +av_log\([^;]*?)s->fontfile([^;]*;\n)#endif\n/,
        '        if (path && (err != FT_Err_Cannot_Open_Resource || strpbrk(path, "/.")))\n' +
        "    $1path$2",
        1,
      ],
    ],
    // The last frame is shorter. What is written beyond it fell into the room of larger
    // frames before FFmpeg 9, and since then into whatever comes next.
    "libavfilter/af_anlmdn.c": [
      ["i = S; i < H + S; i++", "i = S; i < in->nb_samples + S; i++", 1],
    ],
    // FFmpeg 9 takes the size of the first frame for that of all, unless the encoder lets it
    // vary: of MP3, whose first samples are dropped, FLAC got frames of 47 samples.
    "fftools/ffmpeg_enc.c": [
      [
        /\(!\(enc->capabilities & AV_CODEC_CAP_VARIABLE_FRAME_SIZE\) \|\|\s+(\(enc_ctx->flags2 & AV_CODEC_FLAG2_FIXED_FRAME_SIZE\))\)/,
        "$1",
        parseInt(version) < 9 ? 0 : 1,
      ],
    ],
    // FFmpeg 9 has a copy of an object of libavfilter here, also where both are
    // linked into one program. One copy is linked.
    "libswscale/Makefile": [
      [/^ +framepool\.o .*\n/m, "", parseInt(version) < 9 ? 0 : 1],
    ],
    ...refusedOutputIsFailure,
  };
}

/**
 * FFmpeg exits with 0 if it does not write an output because it exists. With 1, a caller
 * sees that there is no new one.
 */
const refusedOutputIsFailure: Record<string, Edit[]> = {
  "fftools/ffmpeg_opt.c": [
    [/^int assert_file_overwrite\(/m, "int is_output_refused;\n\n$&", 1],
    [
      /(?<=(Not overwriting - exiting|already exists\. Exiting\.)\\n".*\);\n +)return AVERROR_EXIT;/,
      "return is_output_refused = 1, AVERROR_EXIT;",
      2,
    ],
  ],
  "fftools/ffmpeg.h": [
    [/^int assert_file_overwrite\(/m, "extern int is_output_refused;\n$&", 1],
  ],
  "fftools/ffmpeg.c": [
    [
      /(?<=if \(ret == AVERROR_EXIT\)\n +)ret = 0;/,
      "ret = is_output_refused;",
      1,
    ],
  ],
};

/** What `configure` has to be told afterwards. */
export const configurationEdits: Readonly<Record<string, Edit[]>> = {
  "config.h": [[/^(#define HAVE_FAST_(64BIT|CLZ)) 0$/m, "$1 1", 2]],
  // The build reaches its source through the link beside it: assertions name files.
  "ffbuild/config.mak": [[/^SRC_PATH=.*$/m, "SRC_PATH=src", 1]],
};

/** FFmpeg's libraries, each before those that it needs. */
export const ffmpegArchives: readonly string[] = [
  ...["avdevice", "avfilter", "avformat", "avcodec"],
  ...["swresample", "swscale", "avutil"],
];

/** Compiles what wasi-libc lacks, into `libshim.a`. */
export async function buildShim(workshop: Workshop): Promise<void> {
  const files = shimSources.map((name) => basename(name));
  await buildArchive(workshop, "shim", files, "libshim.a");
}

/** Compiles the threads, into `libafmpeg_threads.a`. */
async function buildThreads(workshop: Workshop): Promise<void> {
  const files = threadsFiles.filter((name) => /\.[cS]$/.test(name))
    .map((name) => basename(name));
  await buildArchive(workshop, "threads", files, "libafmpeg_threads.a");
}

async function buildArchive(
  { work, step }: Workshop,
  folder: string,
  files: readonly string[],
  archive: string,
): Promise<void> {
  const cwd = join(work, folder);
  const flags = [...cFlags, `-I${THREADS_INCLUDE}`];
  for (const file of files) {
    await step.run(llvm.CC, [...flags, "-c", file, "-o", `${file}.o`], {
      cwd,
    });
  }
  const objects = files.map((file) => `${file}.o`);
  await step.run(llvm.AR, [
    ...["rcs", `${PREFIX}/lib/${archive}`, ...objects],
  ], { cwd });
}

function configureOptions(selection: Selection): string[] {
  const { variant, threads } = selection;
  const cflags = [
    ...[...cFlags, `-I${SIMD_INCLUDE}`, `-I${PREFIX}/include`],
    ...(threads === "green" ? [`-I${THREADS_INCLUDE}`] : []),
  ];
  const ldflags = ["--target=wasm32-wasi", `-L${PREFIX}/lib`, ...linkFlags];
  return [
    ...["--enable-cross-compile", "--target-os=none", "--arch=wasm32"],
    ...[`--cc=${llvm.CC}`, `--ar=${llvm.AR}`, `--nm=${llvm.NM}`],
    ...[`--ranlib=${llvm.RANLIB}`, `--strip=${llvm.STRIP}`, "--host-cc=gcc"],
    ...["--pkg-config-flags=--static", "--optflags=-O3"],
    ...["--enable-pthreads"],
    ...["asm", "w32threads", "os2threads", "network", "autodetect"]
      .map((feature) => `--disable-${feature}`),
    ...["doc", "debug", "ffplay", "shared", "runtime-cpudetect"]
      .map((feature) => `--disable-${feature}`),
    ...["--enable-static", "--enable-fast-unaligned", "--enable-iconv"],
    `--extra-cflags=${cflags.join(" ")}`,
    `--extra-ldflags=${ldflags.join(" ")}`,
    `--extra-libs=${
      [
        ...(threads === "green" ? ["-lafmpeg_threads"] : []),
        ...["-lshim", ...emulationLibs],
      ].join(" ")
    }`,
    ...(variants[variant].license.startsWith("GPL") ? ["--enable-gpl"] : []),
    ...librariesOf(selection).flatMap(({ options }) => options),
    ...componentOptions(selection),
  ];
}

/** The objects that the program ffmpeg consists of, as its own build says. */
async function ffmpegObjects(
  { step }: Workshop,
  cwd: string,
): Promise<string[]> {
  const plan = await step.run("make", ["-n", "V=1", "ffmpeg_g"], { cwd });
  const names = plan.matchAll(/-o (fftools\/[\w./]+\.o)/g);
  return [...new Set(Array.from(names, ([, name]) => name!))];
}

/**
 * Compiles ffprobe so that it can live beside ffmpeg: every name that it defines
 * for the linker gets a prefix. Which those are, its objects say themselves.
 */
async function buildProbe(workshop: Workshop, cwd: string): Promise<string[]> {
  const { step } = workshop;
  const names: string[] = [];
  for (const source of probeSources) {
    const object = `probe_${source}.o`;
    await compile(workshop, cwd, `${SOURCE}/fftools/${source}.c`, object, []);
    const symbols = await step.run(llvm.NM, [
      ...["--defined-only", "--extern-only", "--format=just-symbols", object],
    ], { cwd });
    names.push(...symbols.trim().split("\n"));
  }
  const renamed = names.filter((name) =>
    name !== "__main_argc_argv" && name !== ""
  );
  await Deno.writeTextFile(
    join(cwd, "probe_names.h"),
    [...renamed, "main"].map((name) => `#define ${name} ffprobe_${name}\n`)
      .join(""),
  );
  const objects: string[] = [];
  for (const source of probeSources) {
    const object = `probe_${source}.o`;
    await compile(workshop, cwd, `${SOURCE}/fftools/${source}.c`, object, [
      ...["-include", "probe_names.h"],
    ]);
    objects.push(object);
  }
  return objects;
}

/** Compiles one file the way FFmpeg's own build compiles its programs. */
async function compile(
  { step }: Workshop,
  cwd: string,
  source: string,
  object: string,
  flags: readonly string[],
): Promise<void> {
  await step.run(llvm.CC, [
    ...[...cFlags, "-std=c17", "-w", `-I${THREADS_INCLUDE}`],
    ...["-I.", `-I${SOURCE}`, `-I${PREFIX}/include`],
    ...["-D_ISOC99_SOURCE", "-D_POSIX_C_SOURCE=200112", "-D_XOPEN_SOURCE=600"],
    ...[...flags, "-c", source, "-o", object],
  ], { cwd });
}
