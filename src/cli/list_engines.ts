import { join } from "@std/path/posix";
import type { Engine } from "../../engine/build.ts";
import { cacheFolder } from "../../engine/cache.ts";

/** What can do more comes first. */
const preferred: readonly string[] = ["gpl", "lgpl"];

/** The engines in the cache, whichever recipe has made them; the one to use comes first. */
export async function listEngines(): Promise<Engine[]> {
  const engines: { engine: Engine; time: number }[] = [];
  const cache = cacheFolder();
  for (const name of await namesIn(cache)) {
    const folder = join(cache, name);
    const text = await read(join(folder, "module.json"));
    if (text === undefined) continue;
    const path = join(folder, "ffmpeg.wasm");
    const { mtime } = await Deno.stat(path);
    const time = mtime?.getTime() ?? 0;
    engines.push({ engine: { ...JSON.parse(text), path }, time });
  }
  const rank = ({ variant }: Engine) => {
    const index = preferred.indexOf(variant);
    return index < 0 ? preferred.length : index;
  };
  return engines
    .sort((a, b) => rank(a.engine) - rank(b.engine) || b.time - a.time)
    .map(({ engine }) => engine);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
