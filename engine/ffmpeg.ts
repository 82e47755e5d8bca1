import { join } from "@std/path/posix";
import { components } from "./components.ts";
import { make, PREFIX, SHIM_INCLUDE, type Workshop } from "./libraries.ts";
import {
  emulationFlags,
  emulationLibs,
  linkFlags,
  llvm,
  targetFlags,
} from "./toolchain.ts";
import { sources, type VariantName } from "./versions.ts";

/** FFmpeg's libraries, each before those that it needs. */
const libraries = [
  ...["avdevice", "avfilter", "avformat", "avcodec"],
  ...["postproc", "swresample", "swscale", "avutil"],
];

/** The sources of ffprobe. Two of them are part of ffmpeg as well. */
const probeSources = ["cmdutils", "opt_common", "ffprobe"];

const SOURCE = `../${sources.ffmpeg.folder}`;

/** Builds the module. Returns where it lies and how FFmpeg was configured. */
export async function buildFfmpeg(
  workshop: Workshop,
  variant: VariantName,
): Promise<string> {
  const { work, steps } = workshop;
  const cwd = join(work, "ffmpeg");
  await Deno.mkdir(cwd, { recursive: true });
  steps.begin("ffmpeg: configure");
  await steps.run(`${SOURCE}/configure`, configureOptions(variant), {
    cwd,
    env: { PKG_CONFIG_LIBDIR: `${PREFIX}/lib/pkgconfig` },
  });
  steps.begin("ffmpeg: make");
  const present = libraries.filter((name) =>
    variant === "gpl" || name !== "postproc"
  );
  const archives = present.map((name) => `lib${name}/lib${name}.a`);
  const objects = await ffmpegObjects(workshop, cwd);
  await make(workshop, cwd, [...archives, ...objects]);
  steps.begin("ffmpeg: link");
  const probeObjects = await buildProbe(workshop, cwd);
  await compile(workshop, cwd, "../shim/main.c", "main.o", []);
  // The one object of ffmpeg with a `main` of its own, under another name.
  await compile(workshop, cwd, `${SOURCE}/fftools/ffmpeg.c`, "ffmpeg.o", [
    "-Dmain=ffmpeg_main",
  ]);
  const others = objects.filter((name) => name !== "fftools/ffmpeg.o");
  await steps.run(llvm.CC, [
    ...[...targetFlags, ...linkFlags],
    ...["-o", "ffmpeg.wasm", "main.o", "ffmpeg.o", ...others, ...probeObjects],
    ...[`-L${PREFIX}/lib`, ...archives],
    ...(variant === "gpl" ? ["-lx264"] : []),
    ...["-lz", "-lm", "-lshim", ...emulationLibs],
  ], { cwd });
  return join(cwd, "ffmpeg.wasm");
}

function configureOptions(variant: VariantName): string[] {
  const cflags = [
    ...targetFlags,
    ...emulationFlags,
    ...[`-I${SHIM_INCLUDE}`, `-I${PREFIX}/include`],
  ];
  const ldflags = ["--target=wasm32-wasi", `-L${PREFIX}/lib`, ...linkFlags];
  const lists = Object.entries(components).map(([kind, names]) =>
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
    ...["--enable-static", "--enable-fast-unaligned", "--enable-zlib"],
    `--extra-cflags=${cflags.join(" ")}`,
    `--extra-ldflags=${ldflags.join(" ")}`,
    `--extra-libs=${["-lshim", ...emulationLibs].join(" ")}`,
    ...lists,
    ...(variant === "gpl"
      ? [
        "--enable-gpl",
        "--enable-libx264",
        "--enable-encoder=libx264,libx264rgb",
      ]
      : []),
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
    ...[...targetFlags, ...emulationFlags, "-std=c11", "-w"],
    ...["-I.", `-I${SOURCE}`, `-I${SHIM_INCLUDE}`, `-I${PREFIX}/include`],
    ...["-D_ISOC99_SOURCE", "-D_POSIX_C_SOURCE=200112", "-D_XOPEN_SOURCE=600"],
    ...[...flags, "-c", source, "-o", object],
  ], { cwd });
}
