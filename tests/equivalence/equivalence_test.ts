// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The versions of FFmpeg compared with native ffmpeg: what they make of the same command
 * lines. For versions other than the default:
 * `deno task test:versions`
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { sha256 } from "../../src/util/sha256.ts";
import type { FfmpegVersion } from "../../engine/versions.ts";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, testedVersions } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";
import {
  type Agreement,
  commands,
  failures,
  inputs,
  isChanged,
  texts,
  threadedCommands,
} from "./commands.ts";
import { prepare } from "../support/prepare.ts";

let files!: Files;
prepare(async () => {
  files = await makeInputs();
});

async function makeInputs(): Promise<Files> {
  const encoder = new TextEncoder();
  const files: Files = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, encoder.encode(text)]),
  );
  for (const command of inputs) {
    Object.assign(files, (await runNative("ffmpeg", command.split(" "))).files);
  }
  return files;
}

/** The outcome of a command line: its exit code and its files, including stdout. */
interface Outcome {
  readonly exitCode: number;
  readonly made: Files;
}

async function runWith(
  runtime: Runtime,
  command: string,
  seed?: number,
): Promise<Outcome> {
  const fs = fsOf(files);
  const { exitCode, stdout } = await runtime.run(
    fs,
    ["-v", "error", ...command.split(" ")],
    { ...(seed !== undefined && { env: { AFMPEG_THREADS_SEED: `${seed}` } }) },
  );
  const names = fs.open("/").readdirnames().filter((name) => !(name in files));
  const made = Object.fromEntries(
    names.map((name) => [name, fs.readFile(name)]),
  );
  return { exitCode, made: { ...made, stdout } };
}

async function runNatively(command: string): Promise<Outcome> {
  const args = ["-cpuflags", "0", ...command.split(" ")];
  const { stdout, files: made } = await runNative("ffmpeg", args, files);
  return {
    exitCode: 0,
    made: { ...made, stdout: new TextEncoder().encode(stdout) },
  };
}

/** Adds options for output that does not name its version. */
function bitexact(command: string): string {
  const [last, ...rest] = command.split(" ").reverse();
  return [...rest.reverse(), "-bitexact", last].join(" ");
}

const isText = /^stdout$|\.(txt|srt|vtt|m3u8)$/;

/** Text without the parts that name the version. */
function plain(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).split("\n")
    .filter((line) => !line.startsWith("#software"))
    .join("\n");
}

/** An outcome byte for byte, in a form that an assertion can print. */
async function sums({ exitCode, made }: Outcome): Promise<unknown> {
  const hashed = Object.entries(made).map(async ([name, bytes]) => [
    ...[name, bytes.length, await sha256(new Uint8Array(bytes))],
  ]);
  return [exitCode, ...await Promise.all(hashed)];
}

/** The parts of a file that are compared. */
async function describe(
  name: string,
  made: Files,
  agreement: Agreement,
): Promise<unknown> {
  if (isText.test(name)) return plain(made[name]!);
  const entries = [
    "stream=codec_name,codec_type,width,height,pix_fmt,sample_rate,channels,time_base",
    ...(agreement === "streams"
      ? []
      : ["packet=stream_index,pts,dts,duration"]),
  ];
  const { stdout } = await runNative("ffprobe", [
    ...["-of", "compact", "-show_entries", entries.join(":"), name],
  ], made);
  const frames = agreement === "frames"
    ? await nativeFrameHashes(["-i", name, "-map", "0"], made)
    : [];
  return [stdout.split("\n"), frames];
}

async function describeAll(
  { exitCode, made }: Outcome,
  agreement: Agreement,
): Promise<unknown> {
  const names = Object.keys(made).toSorted();
  const described = await Promise.all(
    names.map(async (name) => [name, await describe(name, made, agreement)]),
  );
  return { exitCode, files: Object.fromEntries(described) };
}

/** Runtimes of a version with threads, the second with forced switches. */
class Pair implements AsyncDisposable {
  private constructor(readonly plain: Runtime, readonly forced: Runtime) {}

  static async create(version: FfmpegVersion): Promise<Pair> {
    return new Pair(
      await engineRuntime("gpl", { version }),
      await engineRuntime("gpl", { version }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.plain.close(), this.forced.close()]);
  }

  /** Runs a command, which succeeds and makes the same with forced switches. */
  async run(command: string, seed: number): Promise<Outcome> {
    const [outcome, fromForced] = await Promise.all([
      runWith(this.plain, command),
      runWith(this.forced, command, seed),
    ]);
    assertEquals(outcome.exitCode, 0);
    assertEquals(await sums(fromForced), await sums(outcome));
    return outcome;
  }
}

for (const version of testedVersions("9.0")) {
  Deno.test(`FFmpeg ${version} makes the same as native ffmpeg, however its threads are switched`, async (t) => {
    await using pair = await Pair.create(version);
    for (const [i, [agreement, command]] of commands.entries()) {
      await t.step(command, async () => {
        const exact = bitexact(command);
        // In parallel: instances of several runtimes in one process.
        const [outcome, native] = await Promise.all([
          pair.run(exact, i + 1),
          runNatively(exact),
        ]);
        if (isChanged(command, version)) return;
        assertEquals(
          await describeAll(outcome, agreement),
          await describeAll(native, agreement),
        );
      });
    }
  });

  Deno.test(`FFmpeg ${version} with threads makes the same as native ffmpeg`, async (t) => {
    await using pair = await Pair.create(version);
    for (const [agreement, command] of threadedCommands) {
      await t.step(command, async () => {
        const exact = bitexact(command);
        assertEquals(
          await describeAll(await pair.run(exact, 1), agreement),
          await describeAll(await runNatively(exact), agreement),
        );
      });
    }
  });

  Deno.test(`FFmpeg ${version} fails where native ffmpeg fails`, async (t) => {
    await using pair = await Pair.create(version);
    for (const command of failures) {
      await t.step(command, async () => {
        await assertRejects(() => runNatively(command));
        const { exitCode } = await runWith(pair.plain, command);
        assert(exitCode > 0 && exitCode < 256, `${exitCode}`);
        const forced = await runWith(pair.forced, command, 7);
        assertEquals(forced.exitCode, exitCode);
      });
    }
  });
}
