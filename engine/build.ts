/**
 * Builds `ffmpeg.wasm` from Debian's sources, once.
 *
 * @module
 */
import { join } from "@std/path/posix";
import {
  type BuildOptions,
  cacheFolder,
  cacheKey,
  recipeFile,
} from "./cache.ts";
import { describe, type EngineDescription } from "./describe.ts";
import { buildFfmpeg } from "./ffmpeg.ts";
import { buildShim, buildX264, buildZlib } from "./libraries.ts";
import { ensurePackages } from "./packages.ts";
import { copySimd } from "./simd.ts";
import { unpack } from "./sources.ts";
import { Steps } from "./step.ts";
import { sources, tools, type VariantName, variants } from "./versions.ts";

/** A finished engine. */
export interface Engine extends EngineDescription {
  /** Where the module lies. */
  readonly path: string;
}

/**
 * Builds an engine, or finds the one that was built by the same recipe before.
 *
 * Errors: `PackageError`, `StepError`, `ChecksumError`.
 */
export async function buildEngine(
  variant: VariantName,
  options: BuildOptions = {},
): Promise<Engine> {
  const cache = cacheFolder();
  const name = `${variant}-${await cacheKey(variant, options)}`;
  const folder = join(cache, name);
  const built = await find(folder);
  if (built) return built;
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(join(cache, "lock"), {
    write: true,
    create: true,
  });
  await lock.lock(true);
  return await find(folder) ??
    await build(variant, options, cache, folder, name);
}

async function find(folder: string): Promise<Engine | undefined> {
  try {
    const text = await Deno.readTextFile(join(folder, "module.json"));
    return { ...JSON.parse(text), path: join(folder, "ffmpeg.wasm") };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Builds in a folder of its own, which becomes `folder` in one step at the end. */
async function build(
  variant: VariantName,
  { simd = true }: BuildOptions,
  cache: string,
  folder: string,
  name: string,
): Promise<Engine> {
  const names = variants[variant].sources;
  const steps = new Steps(join(cache, "logs"), name, names.length + 5);
  steps.begin("tools");
  await ensurePackages(tools);
  const work = await Deno.makeTempDir({ dir: cache, prefix: "work-" });
  try {
    for (const source of names) {
      steps.begin(`${source}: source`);
      await unpack(sources[source], join(cache, "sources"), work, steps);
    }
    const workshop = { work, steps, simd };
    steps.begin("libraries");
    await copyShim(work);
    await copySimd(work);
    await buildShim(workshop);
    await buildZlib(workshop);
    if (variant === "gpl") await buildX264(workshop);
    const module = await buildFfmpeg(workshop, variant);
    steps.end();
    const made = join(work, "made");
    await Deno.mkdir(made);
    await Deno.rename(module, join(made, "ffmpeg.wasm"));
    const description = await describe(
      variant,
      await Deno.readFile(join(made, "ffmpeg.wasm")),
      await Deno.readTextFile(join(work, "ffmpeg/config_components.h")),
    );
    const text = JSON.stringify(description, null, 2);
    await Deno.writeTextFile(join(made, "module.json"), text);
    await Deno.rename(made, folder);
    return { ...description, path: join(folder, "ffmpeg.wasm") };
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function copyShim(work: string): Promise<void> {
  await Deno.mkdir(join(work, "shim/include"), { recursive: true });
  for (
    const name of ["shim.c", "main.c", "include/stdlib.h", "include/unistd.h"]
  ) {
    await Deno.copyFile(recipeFile(`shim/${name}`), join(work, "shim", name));
  }
}
