// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * FFmpeg of the engine's version and components, compiled natively, with the address
 * sanitizer: it names the line of what the engine only notices, or does not.
 *
 *     deno run -A fuzz/oracle.ts
 *
 * Prints the path of the program last. Libraries are left out: the decoders and
 * demuxers are FFmpeg's own.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { cacheFolder } from "../engine/cache_folder.ts";
import { componentOptions } from "../engine/choose_components.ts";
import { SourceStore } from "../engine/sources.ts";
import { Steps } from "../engine/step.ts";
import { takeLock } from "../engine/take_lock.ts";
import { currentVersion, ffmpegVersions } from "../engine/versions.ts";

const CLANG = "clang-19";

/** What an error of memory ends with: an exit code that FFmpeg does not use. */
export const sanitizerOptions: Readonly<Record<string, string>> = {
  ASAN_OPTIONS: "detect_leaks=0:exitcode=99:allocator_may_return_null=1:" +
    "hard_rss_limit_mb=2048:detect_stack_use_after_return=0",
};

/** Builds the program, unless it is there. Returns its path. */
export async function buildOracle(): Promise<string> {
  const version = ffmpegVersions[currentVersion];
  const folder = join(cacheFolder(), "oracle", version.folder);
  const program = join(folder, "ffmpeg");
  if (await Deno.stat(program).then(() => true, () => false)) return program;
  const steps = new Steps(join(cacheFolder(), "logs"), "oracle", 1);
  // It fetches into the cache, as builds of engines do.
  using _lock = await takeLock(join(cacheFolder(), "lock"), "another build");
  const work = await Deno.makeTempDir();
  try {
    using step = steps.begin("FFmpeg");
    await using store = new SourceStore(cacheFolder());
    await store.unpack(version, work, step);
    const cwd = join(work, version.folder);
    await step.run("./configure", configureOptions(), { cwd });
    const jobs = `-j${navigator.hardwareConcurrency}`;
    await step.run("make", [jobs, "ffmpeg"], { cwd });
    await Deno.mkdir(folder, { recursive: true });
    await Deno.copyFile(join(cwd, "ffmpeg"), program);
    return program;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

function configureOptions(): string[] {
  return [
    ...[`--cc=${CLANG}`, "--host-cc=gcc", "--optflags=-O1"],
    ...["asm", "network", "autodetect", "doc", "ffplay", "ffprobe"]
      .map((feature) => `--disable-${feature}`),
    "--disable-stripping",
    ...["--extra-cflags=-fsanitize=address -fno-omit-frame-pointer"],
    ...["--extra-ldflags=-fsanitize=address", "--enable-gpl"],
    ...componentOptions({ variant: "gpl", only: [] }),
  ];
}

if (import.meta.main) console.log(await buildOracle());
