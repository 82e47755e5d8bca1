// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * WebP as libwebp encodes it, still and animated. The oracles are libwebp's own tools, and
 * native ffmpeg.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { sha256 } from "../../src/util/sha256.ts";
import { join } from "@std/path/posix";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";
import { psnr } from "../support/similarity.ts";

const picture = "-f lavfi -i testsrc2=size=120x80:rate=5:duration=1";

/** Encodes the picture to `out.webp`. */
async function encode(runtime: Runtime, options: string): Promise<Files> {
  const command = `-v error ${picture} ${options} out.webp`;
  const { exitCode, stderr, fs } = await ffmpeg(runtime, command);
  assertEquals([exitCode, stderr], [0, ""]);
  return { "out.webp": fs.readFile("out.webp") };
}

/** Runs a tool of libwebp in a folder with files. Returns what it wrote, and its files. */
async function tool(program: string, args: string[], files: Files) {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(cwd, name), bytes);
    }
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd,
    }).output();
    assertEquals([success, new TextDecoder().decode(stderr)][0], true);
    const made: Files = {};
    for await (const { name } of Deno.readDir(cwd)) {
      if (!(name in files)) made[name] = await Deno.readFile(join(cwd, name));
    }
    return { stdout: new TextDecoder().decode(stdout), files: made };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** The hashes of frames, without their times. */
const hashes = (lines: string[]) =>
  lines.map((line) => line.split(",").at(-1)!.trim());

Deno.test("WebP without loss is the picture, for libwebp and for native ffmpeg", async () => {
  await using runtime = await engineRuntime("lgpl");
  const files = await encode(
    runtime,
    "-frames:v 1 -pix_fmt bgra -c:v libwebp -lossless 1",
  );
  const expected = await nativeFrameHashes(
    `${picture} -frames:v 1 -pix_fmt bgra`.split(" "),
    {},
  );
  const native = await nativeFrameHashes(
    ["-i", "out.webp", "-pix_fmt", "bgra"],
    files,
  );
  assertEquals(hashes(native), hashes(expected));
  const { files: decoded } = await tool(
    "dwebp",
    ["out.webp", "-pam", "-o", "out.pam"],
    files,
  );
  const own = await nativeFrameHashes(
    ["-i", "out.pam", "-pix_fmt", "bgra"],
    decoded,
  );
  assertEquals(hashes(own), hashes(expected));
});

Deno.test("WebP with loss is as good as that of native ffmpeg, and decodes to the same", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const quality of [30, 75, 95]) {
    await t.step(`quality ${quality}`, async () => {
      const options = `-frames:v 1 -c:v libwebp -quality ${quality}`;
      const files = await encode(runtime, options);
      const native = await runNative(
        "ffmpeg",
        `${picture} ${options} out.webp`.split(" "),
      );
      const of = async (file: Files) =>
        await psnr(`-i out.webp ${picture} -frames:v 1`, file);
      assertGreater(await of(files), await of(native.files) - 0.5);
      const { exitCode, stdout } = await ffmpeg(
        runtime,
        "-v error -i out.webp -f framemd5 -",
        files,
      );
      assertEquals(exitCode, 0);
      assertEquals(
        stdout.match(/\w{32}$/gm),
        hashes(await nativeFrameHashes(["-i", "out.webp"], files)),
      );
    });
  }
});

Deno.test("animated WebP has the frames and the times that went in", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [encoder, name] of [["libwebp_anim", "chosen"], ["", "default"]]) {
    await t.step(`encoder: ${name}`, async () => {
      const files = await encode(
        runtime,
        `-loop 3 -pix_fmt bgra -lossless 1${encoder && ` -c:v ${encoder}`}`,
      );
      const { stdout: info } = await tool("webpmux", [
        ...["-info", "out.webp"],
      ], files);
      assertEquals(/Loop Count : (\d+)/.exec(info)?.[1], "3");
      assertEquals(/Number of frames: (\d+)/.exec(info)?.[1], "5");
      assertEquals(
        Array.from(
          info.matchAll(/^\s*\d+:\s+\d+\s+\d+\s+\w+\s+\d+\s+\d+\s+(\d+)/gm),
          ([, duration]) => duration,
        ),
        Array(5).fill("200"),
      );
      const { files: first } = await tool("webpmux", [
        ...["-get", "frame", "1", "out.webp", "-o", "first.webp"],
      ], files);
      assertEquals(
        hashes(
          await nativeFrameHashes(
            ["-i", "first.webp", "-pix_fmt", "bgra"],
            first,
          ),
        ),
        hashes(
          await nativeFrameHashes(
            `${picture} -frames:v 1 -pix_fmt bgra`.split(" "),
            {},
          ),
        ),
      );
    });
  }
});

/** Animations of GIF: whole pictures, and one that moves over transparency. */
const animations: Readonly<Record<string, string>> = {
  "of pictures": `${picture} -filter_complex ` +
    "[0:v]split[a][b];[a]palettegen[p];[b][p]paletteuse",
  "with transparency": "-f lavfi -i color=black@0:size=120x80:rate=5:" +
    "duration=1,format=rgba -f lavfi -i testsrc2=size=40x30:rate=5:duration=1 " +
    "-filter_complex [0:v][1:v]overlay=x=4+15*n:y=20:format=rgb,split[a][b];" +
    "[a]palettegen[p];[b][p]paletteuse",
};

/** Pictures in BGRA, of which what is not seen has no colour. */
function shown(pictures: Uint8Array): Uint8Array<ArrayBuffer> {
  const seen = new Uint8Array(pictures);
  for (let at = 0; at < seen.length; at += 4) {
    if (seen[at + 3] === 0) seen.fill(0, at, at + 3);
  }
  return seen;
}

Deno.test("animated WebP, by libwebp from a GIF, decodes to the frames of the GIF", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, make] of Object.entries(animations)) {
    await t.step(name, async () => {
      const { files: gif } = await runNative("ffmpeg", [
        ...[...make.split(" "), "a.gif"],
      ]);
      const { files } = await tool("gif2webp", ["a.gif", "-o", "a.webp"], gif);
      const decode = (file: string) =>
        `-v error -i ${file} -pix_fmt bgra -f rawvideo a.raw`;
      const run = await ffmpeg(runtime, decode("a.webp"), files);
      assertEquals([run.exitCode, run.stderr], [0, ""]);
      const expected = await runNative(
        "ffmpeg",
        decode("a.gif").split(" "),
        gif,
      );
      assertEquals(expected.files["a.raw"]!.length, 5 * 120 * 80 * 4);
      assertEquals(
        await sha256(shown(run.fs.readFile("a.raw"))),
        await sha256(shown(expected.files["a.raw"]!)),
      );
      const { streams: [stream] } = await runtime.probe(run.fs, "a.webp", {
        count: "frames",
      });
      assert(stream?.type === "video");
      assertEquals(stream.frameCount, 5);
    });
  }
});
