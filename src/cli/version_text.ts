// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../vfs/memory_fs.ts";
import { Runtime } from "../runtime.ts";
import { type FoundEngine, locateEngine } from "./locate_engine.ts";
import { version } from "./version.ts";

/** How long an engine may take to say its version, in milliseconds. */
const TIMEOUT = 60_000;

/** What `--version` prints: the version of the package, and of FFmpeg if there is one. */
export async function versionText(): Promise<string> {
  return `afmpeg ${version}\n${await ffmpegLine()}\n`;
}

async function ffmpegLine(): Promise<string> {
  try {
    const engine = await locateEngine();
    await using runtime = await openEngine(engine);
    return `${await programVersion(runtime, "ffmpeg")}: ${engine.place}`;
  } catch (error) {
    return `no ffmpeg: ${(error as Error).message}`;
  }
}

/** Compiles an engine for short runs. */
export async function openEngine({ source }: FoundEngine): Promise<Runtime> {
  return await Runtime.create({ module: source, interruptible: false });
}

/** The first line that a program of the engine prints about itself, without its years. */
export async function programVersion(
  runtime: Runtime,
  argv0: string,
): Promise<string> {
  const options = { argv0, timeout: TIMEOUT };
  const { stdout } = await runtime.run(new MemoryFs(), ["-version"], options);
  const [line = ""] = new TextDecoder().decode(stdout).split("\n");
  return line.replace(/ Copyright.*/, "");
}
