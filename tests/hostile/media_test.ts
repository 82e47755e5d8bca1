// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertGreater } from "@std/assert";
import { AfmpegError, MemoryFs, Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { Random } from "../support/random.ts";

/** How native ffmpeg makes a file of each format, by extension. */
const formats: Record<string, string> = {
  mp4: "-c:v libx264 -c:a aac",
  mkv: "-c:v libx264 -c:a flac",
  avi: "-c:v mpeg4 -c:a libmp3lame",
  flv: "-c:v flv -c:a libmp3lame -ar 44100",
  gif: "-an",
  png: "-an -frames:v 1",
  mp3: "-vn -c:a libmp3lame",
  ogg: "-vn -c:a libvorbis",
  wav: "-vn -c:a pcm_s16le",
};

const source = [
  ..."-f lavfi -i testsrc2=size=96x64:rate=10:duration=0.5".split(" "),
  ..."-f lavfi -i sine=duration=0.5".split(" "),
];

/** How many times each of them is damaged. */
const ROUNDS = 30;

/** Ways to damage a file. */
const mutations: Record<
  string,
  (bytes: Uint8Array, random: Random) => Uint8Array
> = {
  "flipped bits": (bytes, random) => {
    for (let i = random.below(30); i >= 0; i--) {
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    }
    return bytes;
  },
  "flipped bits in the header": (bytes, random) => {
    for (let i = random.below(4); i >= 0; i--) {
      bytes[random.below(Math.min(300, bytes.length))]! ^= 1 << random.below(8);
    }
    return bytes;
  },
  "truncation": (bytes, random) =>
    bytes.subarray(0, random.below(bytes.length)),
  "an oversize number": (bytes, random) => {
    const at = random.below(Math.min(600, bytes.length - 4));
    const huge = random.pick([
      [0xff, 0xff, 0xff, 0xff],
      [0x7f, 0xff, 0xff, 0xff],
      [0xff, 0xff, 0xff, 0x7f],
      [0x00, 0xff, 0xff, 0xff],
    ]);
    bytes.set(huge, at);
    return bytes;
  },
  "a piece moved": (bytes, random) => {
    const length = random.below(bytes.length / 2);
    bytes.copyWithin(
      random.below(bytes.length),
      random.below(bytes.length),
      random.below(bytes.length) + length,
    );
    return bytes;
  },
  "random bytes": (bytes, random) => {
    const noise = random.bytes(random.below(100));
    bytes.set(noise, random.below(bytes.length - noise.length));
    return bytes;
  },
};

Deno.test("Runtime survives damaged media, and is as good as before", async (t) => {
  await using runtime = await Runtime.create({
    module: { bytes: await engineBytes("gpl") },
    maxMemoryBytes: 256 * 2 ** 20,
  });
  const good = async () => {
    const fs = new MemoryFs();
    const args = [...source, "-c:v", "libx264", "-c:a", "aac", "-bitexact"];
    const { exitCode, stderr } = await runtime.run(fs, [...args, "a.mp4"]);
    assertEquals(exitCode, 0, stderr);
    return fs.readFile("a.mp4");
  };
  const limits = { timeout: 20_000, maxBytes: 64 * 2 ** 20 };
  const before = await good();
  const ends = new Map<string, number>();
  /** What a piece of work ends with: a result, or an error of a known type. */
  const ended = async (work: () => Promise<string>) => {
    let end: string;
    try {
      end = await work();
    } catch (error) {
      assert(error instanceof AfmpegError, `${(error as Error).stack}`);
      end = error.name;
    }
    ends.set(end, (ends.get(end) ?? 0) + 1);
  };
  const ways = Object.entries(mutations);
  for (const [format, options] of Object.entries(formats)) {
    const name = `in.${format}`;
    const { files } = await runNative("ffmpeg", [
      ...source,
      ...options.split(" "),
      name,
    ]);
    for (let round = 0; round < ROUNDS; round++) {
      const [way, mutate] = ways[round % ways.length]!;
      await t.step(`${format}: ${way}, ${round}`, async () => {
        const random = new Random(round * 1000 + format.length);
        const bytes = mutate(files[name]!.slice(), random);
        const fs = new MemoryFs();
        fs.writeFile(name, bytes);
        await ended(async () => {
          await runtime.probe(fs, name, limits);
          return "probed";
        });
        await ended(async () => {
          const { exitCode } = await runtime.run(
            fs,
            ["-i", name, "-t", "2", "-c:v", "mpeg4", "-c:a", "flac", "out.mkv"],
            limits,
          );
          return `exit code ${exitCode === 0 ? 0 : "of a failure"}`;
        });
      });
    }
  }
  for (const end of ["probed", "ProbeError", "exit code 0"]) {
    assertGreater(ends.get(end) ?? 0, 10, end);
  }
  assertEquals(await good(), before);
});
