import { join } from "@std/path/posix";
import { addSimd, SIMD_INCLUDE } from "./simd.ts";
import type { Steps } from "./step.ts";
import { emulationFlags, llvm, targetFlags } from "./toolchain.ts";
import { sources } from "./versions.ts";

/**
 * Where the pieces of a build lie. Every command runs in a folder directly below
 * `work` and names the others relative to it: no path of the machine finds its
 * way into the module.
 */
export interface Workshop {
  readonly work: string;
  readonly steps: Steps;
  /** Whether our kernels for SIMD128 are built in. */
  readonly simd: boolean;
}

/** The libraries that are built, as seen from a folder below `work`. */
export const PREFIX = "../prefix";

/** The headers of the shim, as seen from a folder below `work`. */
export const SHIM_INCLUDE = "../shim/include";

const JOBS = `-j${navigator.hardwareConcurrency}`;

/** Runs `make`, with progress. */
export async function make(
  { steps }: Workshop,
  cwd: string,
  targets: readonly string[],
): Promise<void> {
  const plan = await steps.run("make", ["-n", ...targets], { cwd });
  const total =
    plan.split("\n").filter((line) =>
      /^(printf .*(CC|AR|LD)|clang-19 |llvm-ar-19 )/.test(line)
    ).length;
  await steps.run("make", [JOBS, ...targets], {
    cwd,
    total: Math.max(1, total),
  });
}

/** Compiles what wasi-libc lacks, into `libshim.a`. */
export async function buildShim({ work, steps }: Workshop): Promise<void> {
  const cwd = join(work, "shim");
  await steps.run(llvm.CC, [
    ...[...targetFlags, "-Iinclude", "-c", "shim.c", "-o", "shim.o"],
  ], { cwd });
  await Deno.mkdir(join(work, "prefix/lib"), { recursive: true });
  await steps.run(llvm.AR, [
    ...["rcs", `${PREFIX}/lib/libshim.a`, "shim.o"],
  ], { cwd });
}

/** Builds `libz.a`. */
export async function buildZlib(workshop: Workshop): Promise<void> {
  const { work, steps } = workshop;
  const cwd = join(work, sources.zlib.folder);
  const env = {
    CC: [llvm.CC, ...targetFlags].join(" "),
    AR: llvm.AR,
    RANLIB: llvm.RANLIB,
    CHOST: "wasm32",
  };
  await steps.run("./configure", ["--static", `--prefix=${PREFIX}`], {
    cwd,
    env,
  });
  const overrides = [`AR=${llvm.AR}`, "ARFLAGS=rcs", `RANLIB=${llvm.RANLIB}`];
  await make(workshop, cwd, ["libz.a", ...overrides]);
  await Deno.mkdir(join(work, "prefix/include"), { recursive: true });
  await Deno.copyFile(join(cwd, "libz.a"), join(work, "prefix/lib/libz.a"));
  for (const header of ["zlib.h", "zconf.h"]) {
    await Deno.copyFile(
      join(cwd, header),
      join(work, "prefix/include", header),
    );
  }
}

/** Builds `libx264.a`, for 8 and 10 bits. */
export async function buildX264(workshop: Workshop): Promise<void> {
  const { work, steps, simd } = workshop;
  const cwd = join(work, sources.x264.folder);
  const flags = [
    ...[...targetFlags, ...emulationFlags],
    ...[`-I${SHIM_INCLUDE}`, `-I${SIMD_INCLUDE}`],
  ];
  if (simd) await addSimd("x264", cwd, workshop);
  await steps.run("./configure", [
    "--host=wasm32-unknown-linux",
    `--prefix=${PREFIX}`,
    ...["--enable-static", "--disable-cli"],
    ...(simd ? [] : ["--disable-asm"]),
    ...["--disable-thread", "--disable-opencl", "--bit-depth=all"],
    ...["avs", "swscale", "lavf", "ffms", "gpac", "lsmash"]
      .map((library) => `--disable-${library}`),
    // Every allocator of wasi-libc aligns; it only lacks this old name.
    `--extra-cflags=${[...flags, "-Dmemalign=aligned_alloc"].join(" ")}`,
  ], { cwd, env: llvm });
  await make(workshop, cwd, ["lib-static"]);
  await steps.run("make", ["install-lib-static"], { cwd });
}
