// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inFolder, namesIn, runCli } from "../support/cli.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { wat } from "../support/wat.ts";
import { onTerminal } from "../support/terminal.ts";

const chapters = ";FFMETADATA1\ntitle=A\\\u001b[31mB\n" +
  "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=First\n";
let files!: Files;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=160x90:rate=25:duration=2".split(" "),
    ..."-f lavfi -i sine=duration=2 -i chapters.txt -map_metadata 2".split(" "),
    ..."-c:v mpeg4 -c:a aac -metadata:s:a language=deu in.mp4".split(" "),
  ], { "chapters.txt": new TextEncoder().encode(chapters) }));
});

Deno.test("afmpeg probe describes a file in lines", async () => {
  await inFolder(files, async (folder) => {
    const path = `${folder}/in.mp4`;
    const { code, stdout, stderr } = await runCli(["probe", path]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      stdout.replace(path, "in.mp4").replaceAll(/\d+ kb\/s|[\d.]+ KiB/g, "N"),
      `in.mp4: QuickTime / MOV 2.00 s N N
  major_brand: isom
  minor_version: 512
  compatible_brands: isomiso2mp41
  title: A [31mB
  encoder: Lavf59.27.100
  #0 video: mpeg4 (Simple Profile) 160x90 25 fps yuv420p N
  #1 audio: aac (LC) 44100 Hz mono fltp N [deu]
  #2 data: bin_data N [eng]
  0:00 - 0:01 First
`,
    );
  });
});

Deno.test("afmpeg probe --json prints what Runtime.probe returns", async () => {
  await inFolder(files, async (folder) => {
    const { stdout } = await runCli(["probe", "--json", `${folder}/in.mp4`]);
    const { durationSec, streams } = JSON.parse(stdout);
    assertEquals(durationSec, 2);
    assertEquals([streams[0].codec, streams[0].frameRate.value], ["mpeg4", 25]);
    assertEquals([streams[1].codec, streams[1].language], ["aac", "deu"]);
  });
});

Deno.test("afmpeg probe reports what is wrong with a file", async () => {
  await inFolder({ "in.mp4": "no media" }, async (folder) => {
    const wrong = await runCli(["probe", `${folder}/in.mp4`]);
    assertEquals([wrong.code, wrong.stdout], [125, ""]);
    assertMatch(wrong.stderr, /Cannot probe ".*in.mp4": .*Invalid data/);
    const missing = await runCli(["probe", `${folder}/none.mp4`]);
    assertEquals([missing.code, missing.stdout], [125, ""]);
    assertMatch(missing.stderr, /none.mp4/);
    assertEquals(missing.stderr.trimEnd().split("\n").length, 1);
  });
});

Deno.test("afmpeg frames writes pictures and prints their times", async () => {
  await inFolder(files, async (folder) => {
    const out = `${folder}/out`;
    const args = [
      "--every-sec",
      "0.8",
      "--width",
      "80",
      `${folder}/in.mp4`,
      out,
    ];
    const { code, stdout, stderr } = await runCli(["frames", ...args]);
    assertEquals([code, stderr], [0, ""]);
    const names = ["frame_0001.png", "frame_0002.png", "frame_0003.png"];
    assertEquals(await namesIn(out), names);
    assertEquals(
      stdout,
      names.map((name, i) => `${out}/${name} ${i * 0.8}\n`).join(""),
    );
    const bytes = await Deno.readFile(`${out}/frame_0002.png`);
    // The same frame, decoded and scaled natively, differs at most by rounding.
    const { files: { "diff.txt": report } } = await runNative("ffmpeg", [
      ..."-i own.png -ss 0.8 -i in.mp4 -frames:v 1 -lavfi".split(" "),
      "[1]scale=80:-1,format=rgba[n];[0][n]psnr=stats_file=diff.txt",
      ..."-f null -".split(" "),
    ], { "own.png": bytes, "in.mp4": files["in.mp4"]! });
    const psnr = /psnr_avg:(\S+)/.exec(new TextDecoder().decode(report))![1]!;
    assertEquals(psnr === "inf" || Number(psnr) > 40, true, psnr);
  });
});

Deno.test("afmpeg thumbnail makes a picture in the format of its extension", async () => {
  await inFolder(files, async (folder) => {
    for (
      const [name, codec] of [["a.jpg", "mjpeg"], ["b.png", "png"]] as const
    ) {
      const args = ["--at-sec", "1", "--width", "64", `${folder}/in.mp4`];
      const { code, stderr } = await runCli([
        "thumbnail",
        ...args,
        `${folder}/${name}`,
      ]);
      assertEquals([code, stderr], [0, ""]);
      const bytes = await Deno.readFile(`${folder}/${name}`);
      const { streams: [picture] } = await nativeProbe(name, { [name]: bytes });
      assertEquals([picture?.codec_name, picture?.width, picture?.height], [
        ...[codec, 64, 36],
      ]);
    }
    const line = `thumbnail --at-sec 1 ${folder}/in.mp4 -`;
    const { code, stdout } = await runCli(line.split(" "));
    assertEquals([code, stdout.slice(1, 4)], [0, "PNG"]);
  });
});

Deno.test("afmpeg thumbnail does not replace its input", async () => {
  await inFolder(files, async (folder) => {
    await Deno.link(`${folder}/in.mp4`, `${folder}/same.png`);
    for (const picture of ["in.mp4", "same.png", "../in.mp4"]) {
      const cwd = picture.startsWith("..") ? `${folder}/sub` : folder;
      await Deno.mkdir(cwd, { recursive: true });
      const { code, stderr } = await runCli(
        ["thumbnail", `${folder}/in.mp4`, picture],
        { cwd },
      );
      assertEquals([picture, code], [picture, 2]);
      assertStringIncludes(stderr, "which is the input");
    }
    assertEquals(await Deno.readFile(`${folder}/in.mp4`), files["in.mp4"]);
  });
});

Deno.test("afmpeg refuses a value that nothing can be made with, before it makes anything", async () => {
  await inFolder(files, async (folder) => {
    const line = `frames --every-sec 0 ${folder}/in.mp4 ${folder}/out`;
    const { code, stderr } = await runCli(line.split(" "));
    assertEquals(code, 2);
    assertStringIncludes(stderr, "--every-sec");
    assertEquals(stderr.includes("at check"), false, stderr);
    const missing = await runCli([
      ...["frames", `${folder}/none.mp4`, `${folder}/out`],
    ]);
    assertEquals(missing.code, 125);
    assertEquals(await namesIn(folder), ["in.mp4"]);
  });
});

Deno.test("afmpeg takes times in every form of ffmpeg", async () => {
  await inFolder(files, async (cwd) => {
    const forms = ["1", "0:01", "00:00:01.000", "1000ms", "1000000us", "1s"];
    const pictures = await Promise.all(forms.map(async (form, i) => {
      const name = `${i}.png`;
      const option = i % 2 === 0 ? "--at" : "--at-sec";
      const args = ["thumbnail", option, form, "in.mp4", name];
      const { code, stderr } = await runCli(args, { cwd });
      assertEquals([form, code, stderr], [form, 0, ""]);
      return await Deno.readFile(`${cwd}/${name}`);
    }));
    for (const picture of pictures) assertEquals(picture, pictures[0]);
    const args = ["frames", "--at", "0,0:01,1500ms", "in.mp4", "out"];
    const { stdout } = await runCli(args, { cwd });
    const times = stdout.trimEnd().split("\n").map((line) =>
      Number(line.split(" ").at(-1))
    );
    assertEquals(times, [0, 1, 1.52]);
    const every = ["frames", "--every", "0:01", "--json", "in.mp4", "other"];
    const { stdout: lines } = await runCli(every, { cwd });
    assertEquals(lines.trimEnd().split("\n").length, 2);
  });
});

Deno.test("afmpeg thumbnail and frames do not overwrite unless they are told to", async () => {
  await inFolder(
    { ...files, "a.png": "old", "out/frame_0001.png": "old" },
    async (cwd) => {
      const cases: [line: string, path: string][] = [
        ["thumbnail --at 0 in.mp4 a.png", "a.png"],
        ["frames --at 0,1 in.mp4 out", "out/frame_0001.png"],
      ];
      for (const [line, path] of cases) {
        const args = line.split(" ");
        const read = () => Deno.readTextFile(`${cwd}/${path}`);
        const refused = await runCli(args, { cwd, input: "y\n" });
        assertEquals([line, refused.code], [line, 2]);
        assertStringIncludes(refused.stderr, "--overwrite");
        assertEquals(await read(), "old");
        const answered = async (key: string) => {
          const to = "already exists. Overwrite? [y/N]";
          const answer = { to, with: `${key}\r` };
          return (await onTerminal(args, { cwd, answer })).code;
        };
        assertEquals(await answered("n"), 2);
        assertEquals(await read(), "old");
        assertEquals(await answered("y"), 0);
        assertEquals((await read()).slice(1, 4), "PNG");
        for (const option of ["--overwrite", "-y"]) {
          await Deno.writeTextFile(`${cwd}/${path}`, "old");
          const told = await runCli([args[0]!, option, ...args.slice(1)], {
            cwd,
          });
          assertEquals([option, told.code, told.stderr], [option, 0, ""]);
          assertEquals((await read()).slice(1, 4), "PNG");
        }
      }
      assertEquals(await namesIn(`${cwd}/out`), [
        "frame_0001.png",
        "frame_0002.png",
      ]);
    },
  );
});

Deno.test("afmpeg leaves no control characters in what it says", async () => {
  const odd = "x\x1b]0;title\x07\x9b2J";
  const tagged = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=0.1 -metadata".split(" "),
    ...[`title=${odd}`, "in.mkv"],
  ]);
  const module = wat(
    String
      .raw`(module (import "m" "f\1b[2J" (func)) (func (export "e\1b[2J")))`,
  );
  const modules = { "m.wasm": module, "e.wasm": module };
  await inFolder({ ...tagged.files, ...modules }, async (cwd) => {
    for (
      const args of [
        ["probe", odd],
        ["probe", odd, `${odd}2`],
        ["thumbnail", "in.mkv", odd],
        ["remux", `--${odd}`],
        [odd],
        ["run", "--", "-v", "info", "-i", "in.mkv", "-f", "null", "-"],
        ["inspect", "m.wasm"],
        ["run", "--engine=e.wasm", "--", "-i", "in.mkv", "-f", "null", "-"],
        ["doctor", "--engine=e.wasm"],
      ]
    ) {
      const { stdout, stderr } = await runCli(args, { cwd });
      const said = stdout + stderr;
      assertEquals([args, said.match(/[^\n\P{Cc}]/u)], [args, null], said);
      assertMatch(said, /x[ ?]\]0;title|[ef] \[2J/);
    }
  });
});

Deno.test("afmpeg frames does not replace its input", async () => {
  await inFolder(files, async (cwd) => {
    const make = (line: string) => runCli(line.split(" "), { cwd });
    assertEquals((await make("frames --count 1 in.mp4 out")).code, 0);
    const before = await Deno.readFile(`${cwd}/out/frame_0001.png`);
    const line = "frames -y --width 8 out/frame_0001.png out";
    const { code, stderr } = await make(line);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "which is the input");
    assertEquals(await Deno.readFile(`${cwd}/out/frame_0001.png`), before);
  });
});

Deno.test("afmpeg thumbnail refuses a name of a picture that it cannot make", async () => {
  await inFolder(files, async (cwd) => {
    for (const name of ["a.bmp", "a.gif", "a", "none/a.png", "a.PNG.avif"]) {
      const { code, stderr } = await runCli(["thumbnail", "in.mp4", name], {
        cwd,
      });
      assertEquals([name, code], [name, 2]);
      assertStringIncludes(stderr, `received "${name}"`);
    }
    const { code } = await runCli(["thumbnail", "in.mp4", "a.PNG"], { cwd });
    assertEquals([code, await namesIn(cwd)], [0, ["a.PNG", "in.mp4"]]);
  });
});

Deno.test("afmpeg thumbnail makes the format that the name says", async () => {
  const starts = { "a.png": "\x89PNG", "a.jpg": "\xff\xd8", "a.webp": "RIFF" };
  await inFolder(files, async (cwd) => {
    for (const [name, start] of Object.entries(starts)) {
      const { code } = await runCli(["thumbnail", "in.mp4", name], { cwd });
      const bytes = await Deno.readFile(`${cwd}/${name}`);
      const first = String.fromCharCode(...bytes.subarray(0, start.length));
      assertEquals([name, code, first], [name, 0, start]);
    }
  });
});

Deno.test("afmpeg frames refuses a file in place of a directory", async () => {
  await inFolder(files, async (cwd) => {
    const { code, stderr } = await runCli(["frames", "in.mp4", "in.mp4"], {
      cwd,
    });
    assertEquals(code, 2);
    assertStringIncludes(stderr, "no directory");
  });
});

Deno.test("afmpeg probe describes several files, and what comes from stdin", async () => {
  await inFolder(
    { ...files, "-dash.mp4": files["in.mp4"]!, "bad.mp4": "no" },
    async (cwd) => {
      const input = files["in.mp4"]!;
      const probe = (...args: string[]) =>
        runCli(["probe", ...args], { cwd, input });
      const dashed = await probe("--", "-dash.mp4");
      assertEquals([dashed.code, dashed.stderr], [0, ""]);
      assertMatch(dashed.stdout, /^-dash.mp4: QuickTime/);
      const piped = await probe("-");
      assertEquals(piped.code, 0, piped.stderr);
      assertEquals(
        piped.stdout.replace(/^-:/, "in.mp4:"),
        (await probe("in.mp4")).stdout,
      );

      const two = await probe("in.mp4", "-");
      assertEquals(two.stdout.match(/^\S+: QuickTime/gm)?.length, 2);
      const json = await probe("--json", "in.mp4", "-");
      assertEquals(
        JSON.parse(json.stdout).map((
          { file, durationSec }: Record<string, unknown>,
        ) => [file, durationSec]),
        [["in.mp4", 2], ["-", 2]],
      );

      const mixed = await probe("bad.mp4", "none.mp4", "in.mp4");
      assertEquals(mixed.code, 125);
      assertMatch(mixed.stdout, /^in.mp4: QuickTime/);
      assertEquals(
        mixed.stderr.match(/^afmpeg probe: .*(bad|none).mp4/gm)?.length,
        2,
      );
      const failed = await probe("--json", "bad.mp4", "in.mp4");
      assertEquals([failed.code, JSON.parse(failed.stdout).length], [125, 1]);
      const { type, file, error } = JSON.parse(failed.stderr);
      assertEquals([type, file, error.name], [
        "error",
        "bad.mp4",
        "ProbeError",
      ]);
    },
  );
});

Deno.test("afmpeg probe, thumbnail and frames read a file whose index is at its end from stdin", async () => {
  const { files: late } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=d=1 -c:v mpeg4 -movflags -faststart a.mp4".split(
      " ",
    ),
  ]);
  const input = late["a.mp4"]!;
  const { stdout } = await runCli(["probe", "--json", "-"], { input });
  assertEquals(JSON.parse(stdout).durationSec, 1);
  const picture = await runCli(["thumbnail", "-", "-"], { input });
  assertEquals([picture.code, picture.stdout.slice(1, 4)], [0, "PNG"]);
  await inFolder({}, async (cwd) => {
    const args = "frames --count 2 - out".split(" ");
    const { code } = await runCli(args, { cwd, input });
    const names = ["frame_0001.png", "frame_0002.png"];
    assertEquals([code, await namesIn(`${cwd}/out`)], [0, names]);
  });
});
