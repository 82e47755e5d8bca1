import { basename, join } from "@std/path/posix";
import { components } from "./components.ts";
import { librariesOf } from "./libraries.ts";
import { addSimd, SIMD_INCLUDE } from "./simd.ts";
import { editConfiguration } from "./simd_ffmpeg.ts";
import { emulationLibs, linkFlags, llvm } from "./toolchain.ts";
import { sources, type VariantName, variants } from "./versions.ts";
import {
  cFlags,
  copy,
  make,
  pkgConfig,
  PREFIX,
  type Workshop,
} from "./workshop.ts";

/** The sources of ffprobe. Two of them are part of ffmpeg as well. */
const probeSources = ["cmdutils", "opt_common", "ffprobe"];

const SOURCE = `../${sources.ffmpeg.folder}`;

/**
 * Compiles FFmpeg for the libraries that lie in the prefix. Leaves archives in
 * `made/lib`, and which components there are in `made/config_components.h`.
 */
export async function buildFfmpeg(
  workshop: Workshop,
  variant: VariantName,
): Promise<void> {
  const { work, steps, simd } = workshop;
  const cwd = join(work, "ffmpeg");
  await Deno.mkdir(cwd);
  steps.begin("ffmpeg: configure");
  if (simd) await addSimd("ffmpeg", join(cwd, SOURCE), workshop);
  await buildShim(workshop);
  await steps.run(`${SOURCE}/configure`, configureOptions(variant), {
    cwd,
    env: pkgConfig(workshop),
  });
  if (simd) await editConfiguration(cwd);
  steps.begin("ffmpeg: make");
  const archives = ffmpegArchives(variant)
    .map((name) => `lib${name}/lib${name}.a`);
  const objects = await ffmpegObjects(workshop, cwd);
  await make(workshop, cwd, [...archives, ...objects]);
  // The one object of ffmpeg with a `main` of its own, under another name.
  await compile(workshop, cwd, `${SOURCE}/fftools/ffmpeg.c`, "ffmpeg.o", [
    "-Dmain=ffmpeg_main",
  ]);
  await steps.run(llvm.AR, [
    ...["rcs", "libfftools.a", "ffmpeg.o"],
    ...objects.filter((name) => name !== "fftools/ffmpeg.o"),
    ...await buildProbe(workshop, cwd),
  ], { cwd });
  for (const path of [...archives, "libfftools.a", `${PREFIX}/lib/libshim.a`]) {
    await copy(join(cwd, path), join(work, "made/lib", basename(path)));
  }
  const header = "config_components.h";
  await copy(join(cwd, header), join(work, "made", header));
}

/** FFmpeg's libraries in a variant, each before those that it needs. */
export function ffmpegArchives(variant: VariantName): string[] {
  return [
    ...["avdevice", "avfilter", "avformat", "avcodec"],
    ...(isGpl(variant) ? ["postproc"] : []),
    ...["swresample", "swscale", "avutil"],
  ];
}

function isGpl(variant: VariantName): boolean {
  return variants[variant].license.startsWith("GPL");
}

/** Compiles what wasi-libc lacks, into `libshim.a`. */
export async function buildShim({ work, steps }: Workshop): Promise<void> {
  const cwd = join(work, "shim");
  await steps.run(llvm.CC, [...cFlags, "-c", "shim.c", "-o", "shim.o"], {
    cwd,
  });
  await steps.run(llvm.AR, ["rcs", `${PREFIX}/lib/libshim.a`, "shim.o"], {
    cwd,
  });
}

function configureOptions(variant: VariantName): string[] {
  const cflags = [...cFlags, `-I${SIMD_INCLUDE}`, `-I${PREFIX}/include`];
  const ldflags = ["--target=wasm32-wasi", `-L${PREFIX}/lib`, ...linkFlags];
  const added = librariesOf(variant);
  const lists = [components, ...added.map(({ components }) => components)]
    .flatMap((component) => Object.entries(component))
    .map(([kind, names]) =>
      `--enable-${kind}=${names.trim().split(/\s+/).join(",")}`
    );
  return [
    ...["--enable-cross-compile", "--target-os=none", "--arch=wasm32"],
    ...[`--cc=${llvm.CC}`, `--ar=${llvm.AR}`, `--nm=${llvm.NM}`],
    ...[`--ranlib=${llvm.RANLIB}`, `--strip=${llvm.STRIP}`, "--host-cc=gcc"],
    ...["--pkg-config-flags=--static", "--optflags=-O3"],
    ...["asm", "pthreads", "w32threads", "os2threads", "network", "autodetect"]
      .map((feature) => `--disable-${feature}`),
    ...["doc", "debug", "ffplay", "shared", "runtime-cpudetect", "everything"]
      .map((feature) => `--disable-${feature}`),
    ...["--enable-static", "--enable-fast-unaligned"],
    `--extra-cflags=${cflags.join(" ")}`,
    `--extra-ldflags=${ldflags.join(" ")}`,
    `--extra-libs=${["-lshim", ...emulationLibs].join(" ")}`,
    ...(isGpl(variant) ? ["--enable-gpl"] : []),
    ...added.flatMap(({ options }) => options),
    ...lists,
  ];
}

/** The objects that the program ffmpeg consists of, as its own build says. */
async function ffmpegObjects(
  { steps }: Workshop,
  cwd: string,
): Promise<string[]> {
  const plan = await steps.run("make", ["-n", "V=1", "ffmpeg_g"], { cwd });
  const names = plan.matchAll(/-o (fftools\/\w+\.o)/g);
  return [...new Set(Array.from(names, ([, name]) => name!))];
}

/**
 * Compiles ffprobe so that it can live beside ffmpeg: every name that it defines
 * for the linker gets a prefix. Which those are, its objects say themselves.
 */
async function buildProbe(workshop: Workshop, cwd: string): Promise<string[]> {
  const { steps } = workshop;
  const names: string[] = [];
  for (const source of probeSources) {
    const object = `probe_${source}.o`;
    await compile(workshop, cwd, `${SOURCE}/fftools/${source}.c`, object, []);
    const symbols = await steps.run(llvm.NM, [
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
  { steps }: Workshop,
  cwd: string,
  source: string,
  object: string,
  flags: readonly string[],
): Promise<void> {
  await steps.run(llvm.CC, [
    ...[...cFlags, "-std=c11", "-w"],
    ...["-I.", `-I${SOURCE}`, `-I${PREFIX}/include`],
    ...["-D_ISOC99_SOURCE", "-D_POSIX_C_SOURCE=200112", "-D_XOPEN_SOURCE=600"],
    ...[...flags, "-c", source, "-o", object],
  ], { cwd });
}
