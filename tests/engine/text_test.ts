// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Where `drawtext` puts letters from FFmpeg 6.1 on, and what they look like. The
 * oracles are native HarfBuzz, in the engine's version, and native ffmpeg 5.1 for text
 * that both place alike: 5.1 counts in whole pixels.
 *
 * @module
 */
import {
  assertEquals,
  assertLess,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { Runtime } from "../../mod.ts";
import { runNative } from "../support/native.ts";
import { engineBytes, ffmpeg } from "../support/engine.ts";

const FONTS = "/usr/share/fonts/truetype/dejavu";

/** A line, as the filter sees it: in glyphs of the font, and 64ths of a pixel. */
interface Line {
  readonly glyphs: number;
  readonly width: number;
}

async function shapeNatively(
  font: string,
  size: number,
  text: string,
): Promise<Line> {
  const { stdout } = await new Deno.Command("hb-shape", {
    args: [
      ...["--font-funcs=ft", `--font-size=${size * 64}`],
      ...["--direction=ltr", "--language=en"],
      ...["--output-format=json", `${FONTS}/${font}`, text],
    ],
  }).output();
  const placed: { ax: number }[] = JSON.parse(new TextDecoder().decode(stdout));
  return {
    glyphs: placed.length,
    width: placed.reduce((sum, { ax }) => sum + ax, 0),
  };
}

/** A runtime with a version of FFmpeg that places letters by HarfBuzz. */
async function newRuntime(): Promise<Runtime> {
  const bytes = await engineBytes("gpl", { version: "9.0" });
  return await Runtime.create({ module: { bytes } });
}

async function draw(
  runtime: Runtime,
  font: string,
  size: number,
  text: string,
) {
  const command = "-v debug -f lavfi -i color=size=640x120:duration=0.04 -vf " +
    // Letters in the order of the text: fonts_test.ts is about the other one.
    `drawtext=fontfile=font.ttf:textfile=text.txt:fontsize=${size}:fontcolor=white:text_shaping=0 ` +
    "-f framemd5 -";
  return await ffmpeg(runtime, command, {
    "font.ttf": await Deno.readFile(`${FONTS}/${font}`),
    "text.txt": new TextEncoder().encode(text),
  });
}

async function shape(
  runtime: Runtime,
  font: string,
  size: number,
  text: string,
): Promise<Line> {
  const { exitCode, stderr } = await draw(runtime, font, size, text);
  assertEquals(exitCode, 0, stderr);
  const [, glyphs, width] = /glyphs count: (\d+) - width64: (\d+)/.exec(
    stderr,
  )!;
  return { glyphs: Number(glyphs), width: Number(width) };
}

const lines: Record<string, string> = {
  "plain letters": "Hamburg 0123456789",
  "kerning": "AVATAR To. Ty, LYP",
  "ligatures": "office fluff affine",
  "accents": "Ünïcödé naïve",
  "accents that stand alone": "e\u0301 a\u0308 o\u0302\u0323 n\u0303",
  "letters of other scripts": "Ђока Ελληνικά ქართული Հայերեն",
  "letters from right to left": "שָׁלוֹם السلام عليكم",
  "what the font has no shape for": "漢字 \u{1f9ff} \u{10ffff}",
  "signs without a shape": "a\u200db\u00adc\u2060d\ufeff",
};

Deno.test("drawtext places letters where native HarfBuzz does", async (t) => {
  await using runtime = await newRuntime();
  for (const [name, text] of Object.entries(lines)) {
    await t.step(name, async () => {
      for (const font of ["DejaVuSans.ttf", "DejaVuSerif.ttf"]) {
        for (const size of [13, 40]) {
          assertEquals(
            await shape(runtime, font, size, text),
            await shapeNatively(font, size, text),
          );
        }
      }
    });
  }
});

Deno.test("drawtext kerns pairs of letters, and makes ligatures", async () => {
  await using runtime = await newRuntime();
  const font = "DejaVuSans.ttf";
  const [pair, a, v] = await Promise.all(
    ["AV", "A", "V"].map((text) => shape(runtime, font, 40, text)),
  );
  assertLess(pair!.width, a!.width + v!.width);
  assertEquals((await shape(runtime, font, 40, "ffi")).glyphs, 1);
});

Deno.test("drawtext draws a letter and its accent as the accented letter", async () => {
  await using runtime = await newRuntime();
  const hashOf = async (text: string) => {
    const { stdout } = await draw(runtime, "DejaVuSans.ttf", 80, text);
    const hash = /\w{32}$/m.exec(stdout)?.[0];
    assertMatch(hash ?? "", /\w{32}/);
    return hash;
  };
  assertEquals(await hashOf("e\u0301"), await hashOf("é"));
  assertNotEquals(await hashOf("e\u0301"), await hashOf("e"));
  // There is no such letter: the accent is placed by its anchors.
  assertNotEquals(await hashOf("x\u0301"), await hashOf("x"));
});

Deno.test("drawtext draws the pixels that native ffmpeg draws", async (t) => {
  await using runtime = await newRuntime();
  const files = {
    "sans.ttf": await Deno.readFile(`${FONTS}/DejaVuSans.ttf`),
    "serif.ttf": await Deno.readFile(`${FONTS}/DejaVuSerif.ttf`),
  };
  const draws = {
    "one letter": "fontfile=sans.ttf:text=Ä:fontsize=13",
    "one letter, larger": "fontfile=serif.ttf:text=g:fontsize=60:x=11:y=h-70",
    "as many pixels as the font has units":
      "fontfile=sans.ttf:text=HH:fontsize=2048:x=-900:y=-800",
    "through the picture": "fontfile=serif.ttf:text=@&§:fontsize=400:alpha=0.5",
    "in a colour": "fontfile=sans.ttf:text=T:fontsize=60:fontcolor=red",
  };
  for (const [name, options] of Object.entries(draws)) {
    await t.step(name, async () => {
      const command = "-f lavfi -i testsrc2=size=640x360:duration=0.08 -vf " +
        `format=rgb24,drawtext=${options} -f framemd5 -`;
      const { exitCode, stdout, stderr } = await ffmpeg(
        runtime,
        command,
        files,
      );
      assertEquals(exitCode, 0, stderr);
      const args = ["-cpuflags", "0", ...command.split(" ")];
      const hashes = (text: string) => text.match(/\w{32}$/gm);
      assertEquals(hashes(stdout)?.length, 2);
      assertEquals(
        hashes(stdout),
        hashes((await runNative("ffmpeg", args, files)).stdout),
      );
    });
  }
});
