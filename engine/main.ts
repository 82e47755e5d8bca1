/**
 * `deno task engine lgpl|gpl [--ffmpeg=8.1] [--simd=off]`: builds the engine, says what it is, and prints
 * the path of the module as the last line.
 *
 * @module
 */
import { buildEngine } from "./build.ts";
import { summary } from "./describe.ts";
import { PackageError } from "./packages.ts";
import { ChecksumError, SourceGoneError } from "./sources.ts";
import { StepError } from "./step.ts";
import {
  currentVersion,
  type FfmpegVersion,
  ffmpegVersions,
  type VariantName,
  variants,
} from "./versions.ts";

const options = Deno.args.filter((name) => name.startsWith("--"));
const names = Deno.args.filter((name) => !options.includes(name));
const simd = !options.includes("--simd=off");
const version = options.findLast((option) => option.startsWith("--ffmpeg="))
  ?.slice("--ffmpeg=".length) ?? currentVersion;
const known = [
  ...["--simd=on", "--simd=off"],
  ...Object.keys(ffmpegVersions).map((version) => `--ffmpeg=${version}`),
  ...Object.keys(variants),
];
const unknown = Deno.args.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `Cannot build an engine: received "${unknown.join(" ")}"; ` +
      `usage: deno task engine ${Object.keys(variants).join("|")} ... ` +
      `[--ffmpeg=${Object.keys(ffmpegVersions).join("|")}] [--simd=on|off]`,
  );
  Deno.exit(2);
}
try {
  for (const name of names) {
    const engine = await buildEngine(name as VariantName, {
      simd,
      version: version as FfmpegVersion,
    });
    console.log(summary(engine));
    console.log(engine.path);
  }
} catch (error) {
  const isExpected = error instanceof StepError ||
    error instanceof PackageError || error instanceof ChecksumError ||
    error instanceof SourceGoneError;
  if (!isExpected) throw error;
  console.error(error.message);
  Deno.exit(1);
}
