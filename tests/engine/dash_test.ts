// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * DASH as an input: the descriptions and segments of native ffmpeg, and what it reads from
 * them itself.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";

const source = "-f lavfi -i testsrc2=size=128x96:rate=10:duration=4 " +
  "-f lavfi -i sine=duration=4 -c:v mpeg4 -g 10 -c:a aac -map 0 -map 1";

const layouts: Readonly<Record<string, string>> = {
  "templates with times": "-f dash -seg_duration 1",
  "templates without times": "-f dash -seg_duration 1 -use_timeline 0",
  "two pictures to choose from":
    "-map 0 -b:v:0 100k -b:v:1 300k -f dash -seg_duration 2",
};

async function makeNatively(options: string): Promise<Files> {
  const command = `${source} ${options} in.mpd`;
  return (await runNative("ffmpeg", command.split(" "))).files;
}

/** Streams, times and hashes of frames. */
const frames = (lines: readonly string[]) =>
  lines.filter((line) => /^\d/.test(line))
    .map((line) => line.split(",").map((field) => field.trim()))
    .map(([stream, , pts, , , hash]) => `${stream} ${pts} ${hash}`)
    .toSorted();

Deno.test("DASH is read as native ffmpeg reads it", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, options] of Object.entries(layouts)) {
    await t.step(name, async () => {
      const files = await makeNatively(options);
      const { exitCode, stdout, stderr } = await ffmpeg(
        runtime,
        "-v error -i in.mpd -map 0:v -f framemd5 -",
        files,
      );
      assertEquals(exitCode, 0, stderr);
      const expected = await nativeFrameHashes(
        "-i in.mpd -map 0:v".split(" "),
        files,
      );
      assertNotEquals(expected.length, 0);
      assertEquals(frames(stdout.split("\n")), frames(expected));
    });
  }
});

Deno.test("DASH is copied into a file, with its sound", async () => {
  await using runtime = await engineRuntime("lgpl");
  const { exitCode, fs } = await ffmpeg(
    runtime,
    "-v error -i in.mpd -c copy out.mp4",
    await makeNatively(layouts["templates with times"]!),
  );
  assertEquals(exitCode, 0);
  const { stdout } = await runNative("ffprobe", [
    ..."-count_packets -show_entries stream=codec_name,nb_read_packets"
      .split(" "),
    ..."-of csv=p=0 out.mp4".split(" "),
  ], { "out.mp4": fs.readFile("out.mp4") });
  const [video, audio] = stdout.trim().split("\n");
  assertEquals(video, "mpeg4,40");
  assertEquals(audio?.split(",")[0], "aac");
});

const attacks: Readonly<Record<string, string>> = {
  "no XML": "<MPD",
  "an entity that grows": `<?xml version="1.0"?><!DOCTYPE a [` +
    `<!ENTITY a "${"x".repeat(99)}">` +
    Array.from(
      { length: 9 },
      (_, i) =>
        `<!ENTITY ${"abcdefghijk"[i + 1]} "${
          `&${"abcdefghijk"[i]};`.repeat(20)
        }">`,
    ).join("") +
    `]><MPD type="static"><Period><BaseURL>&j;</BaseURL></Period></MPD>`,
  "an entity of a file": `<?xml version="1.0"?><!DOCTYPE a [` +
    `<!ENTITY a SYSTEM "/secret.txt">]>` +
    `<MPD type="static"><Period><BaseURL>&a;</BaseURL></Period></MPD>`,
};

Deno.test("a description that is hostile fails, and shows nothing", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, text] of Object.entries(attacks)) {
    await t.step(name, async () => {
      const { exitCode, stdout, stderr } = await ffmpeg(
        runtime,
        "-f dash -i in.mpd -f null -",
        {
          "in.mpd": new TextEncoder().encode(text),
          "secret.txt": new TextEncoder().encode("swordfish"),
        },
      );
      assertNotEquals(exitCode, 0);
      assertEquals(`${stdout}${stderr}`.includes("swordfish"), false);
    });
  }
});
