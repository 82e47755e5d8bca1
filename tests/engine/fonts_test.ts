// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Which font `drawtext` takes if it is told none, or a name, and how it orders letters
 * from right to left.
 *
 * @module
 */
import {
  assertEquals,
  assertGreater,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { basename } from "@std/path/posix";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, runNative } from "../support/native.ts";
import { psnr } from "../support/similarity.ts";

const FOLDER = "/usr/share/fonts/truetype";
const names = [
  ...[
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSans-Bold.ttf",
    "dejavu/DejaVuSansMono.ttf",
  ],
  ...["dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"],
];

/** A file system with fonts in a folder of a folder, and other files beside them. */
function fonts(...chosen: string[]): MemoryFs {
  const folder = new MemoryFs();
  folder.mkdir("/truetype");
  folder.writeFile("/readme.txt", new TextEncoder().encode("Fonts"));
  folder.writeFile("/broken.ttf", new TextEncoder().encode("no font"));
  for (const name of chosen) {
    folder.writeFile(
      `/truetype/${basename(name)}`,
      Deno.readFileSync(`${FOLDER}/${name}`),
    );
  }
  return folder;
}

async function draw(
  runtime: Runtime,
  options: string,
  mounts: Record<string, MemoryFs>,
  text = "Hamburg 123",
) {
  const fs = new MemoryFs();
  fs.writeFile("in.txt", new TextEncoder().encode(text));
  const { exitCode, stderr } = await runtime.run(fs, [
    ...["-v", "error", "-f", "lavfi", "-i", "color=size=320x80:duration=0.04"],
    "-vf",
    `drawtext=textfile=in.txt:fontsize=40:fontcolor=white:y=20${options}`,
    "out.png",
  ], { mounts });
  assertEquals([exitCode, stderr], [0, ""]);
  return await sha256(fs.readFile("out.png"));
}

Deno.test("drawtext finds its font by name, or takes a plain one", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const wanted: Record<string, string> = {
    "": "dejavu/DejaVuSans.ttf",
    ":font=Arial": "dejavu/DejaVuSans.ttf",
    ":font=Sans": "dejavu/DejaVuSans.ttf",
    ":font=dejavu serif": "dejavu/DejaVuSerif.ttf",
    ":font=Times New Roman": "dejavu/DejaVuSerif.ttf",
    ":font=monospace": "dejavu/DejaVuSansMono.ttf",
    ":fontfile=DejaVu Serif\\\\:bold": "dejavu/DejaVuSerif-Bold.ttf",
    ":fontfile=DejaVu Sans\\\\:style=Bold": "dejavu/DejaVuSans-Bold.ttf",
  };
  for (const place of ["/fonts", "/usr/share/fonts"]) {
    const mounts = { [place]: fonts(...names) };
    for (const [options, name] of Object.entries(wanted)) {
      await t.step(`${place}${options}`, async () => {
        const path = `:fontfile=${place}/truetype/${basename(name)}`;
        assertEquals(
          await draw(runtime, options, mounts),
          await draw(runtime, path, mounts),
        );
      });
    }
  }
});

Deno.test("the fonts in /fonts are preferred to those of the system", async () => {
  await using runtime = await engineRuntime("lgpl");
  const both = {
    "/fonts": fonts("tlwg/Garuda.ttf"),
    "/usr/share/fonts": fonts("dejavu/DejaVuSans.ttf"),
  };
  assertEquals(
    await draw(runtime, "", both),
    await draw(runtime, ":fontfile=/fonts/truetype/Garuda.ttf", both),
  );
});

Deno.test("without any font, drawtext fails and says so", async () => {
  await using runtime = await engineRuntime("lgpl");
  const { exitCode, stderr } = await ffmpeg(
    runtime,
    "-f lavfi -i color=size=64x64:duration=0.04 -vf drawtext=text=a -f null -",
  );
  assertNotEquals(exitCode, 0);
  assertStringIncludes(
    stderr,
    "Cannot find a valid font for the family Sans: put one into /fonts",
  );
});

Deno.test("a font file that is not there is named, whether or not another is taken", async () => {
  await using runtime = await engineRuntime("lgpl");
  for (const fontfile of ["/nope/Arial.ttf", "nope.ttf"]) {
    for (const mounts of [{}, { "/fonts": fonts("dejavu/DejaVuSans.ttf") }]) {
      const { success, stderr } = await runtime.run(new MemoryFs(), [
        ...["-f", "lavfi", "-i", "color=size=64x64:duration=0.04", "-vf"],
        ...[`drawtext=text=a:fontfile=${fontfile}`, "-f", "null", "-"],
      ], { mounts });
      assertEquals(success, "/fonts" in mounts, stderr);
      assertStringIncludes(
        stderr,
        `Could not load font "${fontfile}": cannot open resource`,
      );
    }
  }
});

const mounts = { "/fonts": fonts("dejavu/DejaVuSans.ttf") };

/** Text as it is read, and as it is drawn, from left to right. */
const rightToLeft: Record<string, [read: string, drawn: string]> = {
  "Hebrew": ["שלום", "םולש"],
  "Arabic, whose letters are joined": ["سلام", "\ufee1\ufefc\ufeb3"],
  "Hebrew within Latin": ["abc שלום 12", "abc 12 םולש"],
  "brackets": ["(שלום)", "(םולש)"],
};

Deno.test("drawtext puts text from right to left in order", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, [read, drawn]] of Object.entries(rightToLeft)) {
    await t.step(name, async () => {
      assertEquals(
        await draw(runtime, "", mounts, read),
        await draw(runtime, ":text_shaping=0", mounts, drawn),
      );
    });
  }
});

Deno.test("drawtext draws Arabic much as native ffmpeg does", async () => {
  await using runtime = await engineRuntime("lgpl");
  const files: Files = {
    "in.txt": new TextEncoder().encode("السلام"),
    "font.ttf": Deno.readFileSync(`${FOLDER}/dejavu/DejaVuSans.ttf`),
  };
  const command = "-f lavfi -i color=size=320x120:duration=0.04 -vf " +
    "drawtext=textfile=in.txt:fontfile=font.ttf:fontsize=60:fontcolor=white:y=20";
  const { exitCode, fs } = await ffmpeg(runtime, `${command} own.png`, files);
  assertEquals(exitCode, 0);
  const native = await runNative(
    "ffmpeg",
    `${command} native.png`.split(" "),
    files,
  );
  const pictures = { "own.png": fs.readFile("own.png"), ...native.files };
  assertGreater(await psnr("-i own.png -i native.png", pictures), 15);
});
