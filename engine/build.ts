/**
 * Builds `ffmpeg.wasm` from Debian's sources, once.
 *
 * @module
 */
import { exists } from "@std/fs";
import { join } from "@std/path/posix";
import {
  type BuildOptions,
  cacheFolder,
  cacheKey,
  libraryKey,
  objectsKey,
} from "./cache.ts";
import { describe, type EngineDescription } from "./describe.ts";
import { buildFfmpeg } from "./ffmpeg.ts";
import { libraries } from "./libraries.ts";
import { link } from "./link.ts";
import { ensurePackages } from "./packages.ts";
import { unpack } from "./sources.ts";
import { bringRecipe } from "./recipe.ts";
import { Steps } from "./step.ts";
import {
  type SourceName,
  sources,
  tools,
  type VariantName,
  variants,
} from "./versions.ts";
import { inWorkshop, type Workshop } from "./workshop.ts";

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
  await Deno.mkdir(join(cache, "parts"), { recursive: true });
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

/** Builds what is not there yet: the libraries, FFmpeg, and the module from both. */
async function build(
  variant: VariantName,
  options: BuildOptions,
  cache: string,
  folder: string,
  name: string,
): Promise<Engine> {
  const parts = await Promise.all(
    variants[variant].libraries.map(async (name) => ({
      name,
      ...await findPart(cache, `${name}-${await libraryKey(name, options)}`),
    })),
  );
  const ffmpeg = await findPart(
    cache,
    `ffmpeg-${variant}-${await objectsKey(variant, options)}`,
  );
  const missing = parts.filter(({ isMade }) => !isMade);
  const count = missing.length + (ffmpeg.isMade ? 2 : 5);
  const steps = new Steps(join(cache, "logs"), name, count);
  const building = { cache, steps, simd: options.simd ?? true };
  steps.begin("tools");
  await ensurePackages(tools);
  await bringRecipe(join(cache, "recipe"));
  for (const { name, folder } of missing) {
    steps.begin(name);
    await inWorkshop(building, async (workshop) => {
      await bring(name, workshop);
      const { needs } = libraries[name];
      await install(parts.filter(({ name }) => needs.includes(name)), workshop);
      await libraries[name].build(workshop);
      await Deno.rename(join(workshop.work, "prefix"), folder);
    });
  }
  if (!ffmpeg.isMade) {
    steps.begin("ffmpeg: source");
    await inWorkshop(building, async (workshop) => {
      await bring("ffmpeg", workshop);
      await install(parts, workshop);
      await buildFfmpeg(workshop, variant);
      await Deno.rename(join(workshop.work, "made"), ffmpeg.folder);
    });
  }
  steps.begin("link");
  return await inWorkshop(building, async (workshop) => {
    await install([...parts, ffmpeg], workshop);
    const module = await link(workshop, variant, options.guard ?? false);
    steps.end();
    const made = join(workshop.work, "made");
    await Deno.mkdir(made);
    await Deno.rename(module, join(made, "ffmpeg.wasm"));
    const description = await describe(
      variant,
      await Deno.readFile(join(made, "ffmpeg.wasm")),
      await Deno.readTextFile(join(ffmpeg.folder, "config_components.h")),
    );
    const text = JSON.stringify(description, null, 2);
    await Deno.writeTextFile(join(made, "module.json"), text);
    await Deno.rename(made, folder);
    return { ...description, path: join(folder, "ffmpeg.wasm") };
  });
}

/** Something that engines are made from, and whether it has been made before. */
interface Part {
  readonly folder: string;
  readonly isMade: boolean;
}

async function findPart(cache: string, name: string): Promise<Part> {
  const folder = join(cache, "parts", name);
  return { folder, isMade: await exists(folder) };
}

/** Unpacks a source in a workshop. */
async function bring(
  name: SourceName,
  { work, cache, steps }: Workshop,
): Promise<void> {
  await unpack(sources[name], join(cache, "sources"), work, steps);
}

/** Copies into the prefix of a workshop what was made in others. */
async function install(
  parts: readonly Part[],
  { work, steps }: Workshop,
): Promise<void> {
  for (const { folder } of parts) {
    await steps.run("cp", ["-r", `${folder}/.`, "prefix"], { cwd: work });
  }
}
