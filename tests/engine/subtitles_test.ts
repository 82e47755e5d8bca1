// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Subtitles drawn into pictures by libass, with fonts of the file system. The oracle is
 * native ffmpeg, whose libass is given the same fonts.
 *
 * @module
 */
import {
  assertEquals,
  assertGreater,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, runNative } from "../support/native.ts";
import { psnr } from "../support/similarity.ts";

const FONTS = "/usr/share/fonts/truetype";

const fonts: Files = {
  "DejaVuSans.ttf": Deno.readFileSync(`${FONTS}/dejavu/DejaVuSans.ttf`),
  "DejaVuSans-Bold.ttf": Deno.readFileSync(
    `${FONTS}/dejavu/DejaVuSans-Bold.ttf`,
  ),
  "Garuda.ttf": Deno.readFileSync(`${FONTS}/tlwg/Garuda.ttf`),
  "Symbola.ttf": Deno.readFileSync(
    `${FONTS}/ancient-scripts/Symbola_hint.ttf`,
  ),
};

/** A script with one line in a font. */
function script(font: string, line: string): Uint8Array {
  return new TextEncoder().encode(`[Script Info]
ScriptType: v4.00+
PlayResX: 480
PlayResY: 200

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,${font},36,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,1,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,${line}
`);
}

const draw = "-f lavfi -i testsrc2=size=480x200:duration=0.04 -vf";

/** What is drawn, as a picture without loss. */
async function burn(
  runtime: Runtime,
  filter: string,
  files: Files,
  mounts: Record<string, MemoryFs> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { exitCode, stderr, fs } = await ffmpeg(
    runtime,
    `-v error ${draw} ${filter} out.png`,
    files,
    { mounts },
  );
  assertEquals([exitCode, stderr.replace(/.*\[Parsed_.*\n/g, "")], [0, ""]);
  return fs.readFile("out.png");
}

/** A hash of what is drawn. */
async function hash(...args: Parameters<typeof burn>): Promise<string> {
  return await sha256(await burn(...args));
}

function fontFolder(...names: string[]): MemoryFs {
  const folder = new MemoryFs();
  for (const name of names) folder.writeFile(name, fonts[name]!);
  return folder;
}

const lines: Record<string, [font: string, line: string]> = {
  "Latin": ["DejaVu Sans", "Hamburg fi AV {\\b1}bold"],
  "Arabic": ["DejaVu Sans", "السلام عليكم ورحمة الله"],
  "Hebrew and digits": ["DejaVu Sans", "שלום 123 world עולם"],
  "Thai": ["Garuda", "สวัสดีชาวโลกที่นี่"],
  "emoji": ["Symbola", "😁🎉🚀"],
  "lines that are broken": [
    "DejaVu Sans",
    "A long line of text that does not fit into the width of a picture",
  ],
  "effects": [
    "DejaVu Sans",
    "{\\blur3\\fscx150\\frz20\\c&H00FF00&\\3c&HFF0000&}Turned",
  ],
  "drawings": ["DejaVu Sans", "{\\p1}m 0 0 l 90 0 90 40 b 60 60 30 60 0 40"],
  "karaoke": ["DejaVu Sans", "{\\k1}one {\\kf50}two {\\ko5}three"],
};

Deno.test("ASS is drawn as native ffmpeg draws it", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, [font, line]] of Object.entries(lines)) {
    await t.step(name, async () => {
      const files = { ...fonts, "in.ass": script(font, line) };
      const filter = "ass=in.ass:fontsdir=.";
      const own = await burn(runtime, filter, files);
      const native = await runNative(
        "ffmpeg",
        `${draw} ${filter} native.png`.split(" "),
        files,
      );
      assertGreater(
        await psnr("-i own.png -i native.png", {
          "own.png": own,
          ...native.files,
        }),
        45,
      );
    });
  }
});

Deno.test("subtitles take fonts from /fonts, whatever the font that is asked for", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const mounts = { "/fonts": fontFolder(...Object.keys(fonts)) };
  for (const name of ["Latin", "Arabic", "Thai", "emoji"]) {
    await t.step(name, async () => {
      const [font, line] = lines[name]!;
      const pictures: Files = {};
      for (const asked of ["Arial", font]) {
        const { stderr, fs } = await ffmpeg(
          runtime,
          `${draw} ass=in.ass out.png`,
          { "in.ass": script(asked, line) },
          { mounts },
        );
        assertEquals(stderr.match(/failed to find any fallback.*/g), null);
        pictures[`${asked}.png`.replace(" ", "")] = fs.readFile("out.png");
      }
      // A line is as high as the font that was asked for wants it.
      const inputs = Object.keys(pictures).map((name) => `-i ${name}`);
      assertGreater(await psnr(inputs.join(" "), pictures), 20);
    });
  }
});

Deno.test("letters that the named font lacks come from another one of fontsdir", async () => {
  await using runtime = await engineRuntime("lgpl");
  const [, line] = lines["Thai"]!;
  const burnWith = (font: string) =>
    hash(runtime, "ass=in.ass:fontsdir=/mine", {
      "in.ass": script(font, line),
    }, { "/mine": fontFolder("DejaVuSans.ttf", "Garuda.ttf") });
  assertEquals(await burnWith("DejaVu Sans"), await burnWith("Garuda"));
});

Deno.test("subtitles of other formats are drawn, and of a stream of a media file", async () => {
  await using runtime = await engineRuntime("lgpl");
  const mounts = { "/fonts": fontFolder("DejaVuSans.ttf") };
  const srt = "1\n00:00:00,000 --> 00:00:05,000\n<b>Hello</b> <i>there</i>\n";
  const vtt = "WEBVTT\n\n00:00.000 --> 00:05.000\n<b>Hello</b> <i>there</i>\n";
  const files = {
    "in.srt": new TextEncoder().encode(srt),
    "in.vtt": new TextEncoder().encode(vtt),
  };
  const { files: media } = await runNative(
    "ffmpeg",
    ["-i", "in.srt", "-c:s", "srt", "in.mkv"],
    files,
  );
  const burnIn = (name: string) =>
    hash(runtime, `subtitles=${name}`, { ...files, ...media }, mounts);
  const drawn = await burnIn("in.srt");
  assertEquals(await burnIn("in.vtt"), drawn);
  assertEquals(await burnIn("in.mkv"), drawn);
  const plain = await hash(runtime, "null", {});
  assertNotEquals(drawn, plain);
});

Deno.test("fonts that a media file has attached are used", async () => {
  await using runtime = await engineRuntime("lgpl");
  const [font, line] = lines["Thai"]!;
  const files = { ...fonts, "in.ass": script(font, line) };
  const { files: media } = await runNative(
    "ffmpeg",
    "-i in.ass -attach Garuda.ttf -metadata:s:t mimetype=font/ttf -c copy in.mkv"
      .split(" "),
    files,
  );
  const native = await runNative(
    "ffmpeg",
    `${draw} subtitles=in.mkv native.png`.split(" "),
    media,
  );
  const own = await burn(runtime, "subtitles=in.mkv", media);
  assertGreater(
    await psnr("-i own.png -i native.png", {
      "own.png": own,
      ...native.files,
    }),
    // Another font is far off; FFmpeg 9 draws the edges of this one a little differently.
    33,
  );
});

Deno.test("without any font, a run says where fonts belong", async () => {
  await using runtime = await engineRuntime("lgpl");
  const { exitCode, stderr } = await ffmpeg(
    runtime,
    `${draw} ass=in.ass -f null -`,
    { "in.ass": script("Arial", "Hello") },
  );
  assertEquals(exitCode, 0);
  assertStringIncludes(stderr, "No fonts: put some into /fonts");
});

Deno.test("a last line of nothing but spaces is measured within its bounds", async () => {
  await using runtime = await engineRuntime("gpl", { guard: true });
  for (let length = 1; length < 40; length++) {
    const line = `${"a".repeat(length)}\\N${" \\N".repeat(3)} `;
    const command = `-v error ${draw} ass=in.ass:fontsdir=/mine -f null -`;
    const { exitCode } = await ffmpeg(runtime, command, {
      "in.ass": script("DejaVu Sans", line),
    }, { mounts: { "/mine": fontFolder("DejaVuSans.ttf") } });
    assertEquals(exitCode, 0);
  }
});
