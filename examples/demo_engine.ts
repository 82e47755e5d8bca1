// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { exists } from "@std/fs";
import { join } from "@std/path/posix";
import { MemoryFs, type ModuleSource, Runtime } from "../mod.ts";
import { listEngines } from "../src/cli/list_engines.ts";
import { parseEngine } from "../src/cli/parse_engine.ts";

/** Encoders of H.264 with their options, the preferred one first. */
const h264 = {
  libx264: ["-c:v", "libx264", "-preset", "veryfast"],
  libopenh264: ["-c:v", "libopenh264"],
};

/** An engine that can do the demo. */
export interface DemoEngine extends AsyncDisposable {
  readonly runtime: Runtime;
  /** Where it was found. */
  readonly place: string;
  /** How it encodes H.264. */
  readonly encode: readonly string[];
}

/**
 * Finds an engine that encodes H.264: the one that is named, or else one of the cache.
 *
 * @param named A file, `URL#sha256=HEX`, or a folder: a package from npm, or what a
 *   release offers.
 */
export async function findEngine(
  named?: string,
): Promise<DemoEngine | undefined> {
  if (named !== undefined) {
    const place = await fileIn(named);
    const engine = await tryEngine(parseEngine(place, "--engine"), place);
    if (engine) return engine;
    throw new Error(`Cannot run the demo: ${place} encodes no H.264`);
  }
  for (const { path, threads } of await listEngines()) {
    if (threads === "real") continue;
    const engine = await tryEngine({ file: path }, path);
    if (engine) return engine;
  }
  return undefined;
}

/** Loads an engine, unless it encodes no H.264. */
export async function tryEngine(
  module: ModuleSource,
  place: string,
): Promise<DemoEngine | undefined> {
  const runtime = await Runtime.create({ module });
  const { stdout } = await runtime.run(new MemoryFs(), [
    ...["-hide_banner", "-encoders"],
  ]);
  const text = new TextDecoder().decode(stdout);
  for (const [name, encode] of Object.entries(h264)) {
    if (!text.includes(` ${name} `)) continue;
    const close = () => runtime.close();
    return { runtime, place, encode, [Symbol.asyncDispose]: close };
  }
  await runtime.close();
  return undefined;
}

/** The file of an engine in a folder; anything else is returned as it is. */
async function fileIn(path: string): Promise<string> {
  const found = await Deno.stat(path).catch(() => undefined);
  if (!found?.isDirectory) return path;
  const variants = ["gpl-lean", "gpl", "full", "lgpl"];
  const names = [
    "ffmpeg.wasm",
    ...variants.map((variant) => `ffmpeg-${variant}.wasm.gz`),
  ];
  for (const name of names) {
    if (await exists(join(path, name))) return join(path, name);
  }
  throw new Error(
    `Cannot find an engine in ${path}: received none of ${names.join(", ")}`,
  );
}
