// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The commands that make files. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { fewPermissions } from "../../.ci/permissions.ts";
import { inFolder, namesIn, runCli, startCli } from "../support/cli.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let files!: Files;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=96x64:rate=25:duration=3".split(" "),
    ..."-f lavfi -i sine=duration=3 -c:v libx264 -g 25 -c:a aac".split(" "),
    ..."-metadata title=Old in.mp4".split(" "),
  ]));
});

const codecsOf = async (path: string) =>
  (await nativeProbe("x", { x: await Deno.readFile(path) })).streams
    .map(({ codec_name }) => codec_name).join(" ");

/** Calls, in one folder, and what each makes: its name and the codecs in it. */
const calls: readonly (readonly [string, string, string])[] = [
  ["remux in.mp4 a.mkv", "a.mkv", "h264 aac"],
  ["transcode --crf 40 --max-width 48 in.mp4 b.webm", "b.webm", "vp9 opus"],
  ["transcode --parts 2 --crf 40 in.mp4 c.mp4", "c.mp4", "h264 aac"],
  ["transcode --target-bytes 64KiB in.mp4 d.mp4", "d.mp4", "h264 aac"],
  ["trim --start 1.5 --mode smart in.mp4 e.mp4", "e.mp4", "h264 aac"],
  ["concat in.mp4 in.mp4 f.mp4", "f.mp4", "h264 aac"],
  ["extract in.mp4 g.flac", "g.flac", "flac"],
  ["normalize --lufs=-20 in.mp4 h.mp4", "h.mp4", "h264 aac"],
  [
    "burn --subtitles s.srt --mount /usr/share/fonts:ro in.mp4 i.mp4",
    ...["i.mp4", "h264 aac"] as const,
  ],
  ["gif --duration 0.5 in.mp4 j.gif", "j.gif", "gif"],
  ["metadata --set title=New in.mp4 k.mp4", "k.mp4", "h264 aac"],
  ["chapters --from list in.mp4 l.mp4", "l.mp4", "h264 aac bin_data"],
  ["repair in.mp4 m.mkv", "m.mkv", "h264 aac"],
];

Deno.test("each command of a recipe makes its file, and leaves nothing else", async () => {
  const more = {
    "s.srt": "1\n00:00:00,000 --> 00:00:01,000\nHi\n",
    "list": "0 One\n0:01.5 Two\n",
  };
  await inFolder({ ...files, ...more }, async (cwd) => {
    const make = async ([line, name, codecs]: (typeof calls)[number]) => {
      const { code, stdout, stderr } = await runCli(line.split(" "), { cwd });
      assertEquals([line, code, stdout], [line, 0, ""], stderr);
      assertEquals([line, await codecsOf(`${cwd}/${name}`)], [line, codecs]);
    };
    for (let i = 0; i < calls.length; i += 2) {
      await Promise.all(calls.slice(i, i + 2).map(make));
    }
    assertEquals(
      await namesIn(cwd),
      [...calls.map(([, name]) => name), "in.mp4", "list", "s.srt"].sort(),
    );
    const title = await runCli(["metadata", "k.mp4"], { cwd });
    assertStringIncludes(title.stdout, "title=New\n");
    const { stdout } = await runCli(["chapters", "l.mp4"], { cwd });
    assertEquals(stdout, "0:00:00.000 One\n0:00:01.500 Two\n");
    const json = await runCli(["chapters", "--json", "l.mp4"], { cwd });
    assertEquals(JSON.parse(json.stdout)[1].startSec, 1.5);

    await runCli(["thumbnail", "in.mp4", "c.png"], { cwd });
    await runCli(["extract", "in.mp4", "n.m4a"], { cwd });
    const cover = "cover --picture c.png n.m4a o.m4a".split(" ");
    assertEquals((await runCli(cover, { cwd })).code, 0);
    assertEquals(await codecsOf(`${cwd}/o.m4a`), "aac png");
  });
});

Deno.test("a recipe replaces a file only if asked, refuses its input, and explains itself", async () => {
  await inFolder({ ...files, "a.mkv": "old" }, async (cwd) => {
    const run = (line: string) => runCli(line.split(" "), { cwd });
    const refused = await run("remux in.mp4 a.mkv");
    assertEquals(refused.code, 2);
    assertEquals(await Deno.readTextFile(`${cwd}/a.mkv`), "old");
    const own = await run("remux -y in.mp4 in.mp4");
    assertEquals(own.code, 2, own.stderr);
    await Deno.link(`${cwd}/in.mp4`, `${cwd}/same.mp4`);
    const same = await run("remux -y in.mp4 same.mp4");
    assertEquals(same.code, 2);
    assertStringIncludes(same.stderr, "which is the input");
    await Deno.remove(`${cwd}/same.mp4`);

    const shown = await run("gif --explain in.mp4 x.gif");
    assertEquals([shown.code, shown.stderr], [0, ""]);
    assertMatch(shown.stdout, /^ffmpeg .*palettegen.*\nffmpeg .*x\.gif\n$/);
    const plan = JSON.parse(
      (await run("gif --explain --json in.mp4 x.gif")).stdout,
    );
    assertEquals(plan.steps.length, 2);
    assertEquals(await namesIn(cwd), ["a.mkv", "in.mp4"]);

    const json = await run("remux -y --json in.mp4 a.mkv");
    assertEquals(JSON.parse(json.stdout).dropped, []);
    const reports = json.stderr.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(reports.at(-1), { type: "result", exitCode: 0 });
    assertEquals(reports.at(-2).fraction, 1);
    assertEquals(await codecsOf(`${cwd}/a.mkv`), "h264 aac");
  });
});

Deno.test("a recipe replaces nothing unasked where a mount is, nor its input there", async () => {
  const there = { "there/kept.mkv": "kept", "there/in.mp4": files["in.mp4"]! };
  await inFolder({ ...files, ...there }, async (cwd) => {
    const call = (line: string) =>
      runCli(`${line} --mount ${cwd}/there:/m`.split(" "), { cwd });
    const lines = [
      [
        "remux in.mp4 /m/kept.mkv",
        /"\/m\/kept.mkv": received a name that exists/,
      ],
      ["remux -y there/in.mp4 /m/in.mp4", /"\/m\/in.mp4", which is the input/],
      [
        "cover -y --picture there/in.mp4 in.mp4 /m/in.mp4",
        /which is the input/,
      ],
      [`thumbnail -y /m/in.png ${cwd}/there/in.png`, /which is the input/],
      [`sheet -y /m/in.png ${cwd}/there/in.png`, /which is the input/],
    ] as const;
    await Deno.link(`${cwd}/there/in.mp4`, `${cwd}/there/in.png`);
    for (const [line, expected] of lines) {
      const { code, stderr } = await call(line);
      assertEquals([line, code], [line, 2], stderr);
      assertMatch(stderr, expected);
    }
    assertEquals(await Deno.readTextFile(`${cwd}/there/kept.mkv`), "kept");
    assertEquals(
      await Deno.readFile(`${cwd}/there/in.mp4`),
      files["in.mp4"]!,
    );
    // Its directory is made there, and nowhere else.
    const made = await call(
      "package --formats hls --rungs 64:64000 in.mp4 /m/p",
    );
    assertEquals(made.code, 0, made.stderr);
    assert((await namesIn(`${cwd}/there/p`)).includes("master.m3u8"));
  });
});

Deno.test("a recipe reports what is wrong, in its own terms", async () => {
  await inFolder({ ...files, "text.mp4": "hello" }, async (cwd) => {
    const wrong: Record<string, [number, RegExp]> = {
      "remux in.mp4": [2, /received 1 operand; name an input and then OUTPUT/],
      "remux in.mp4 -": [2, /received "-"/],
      "remux in.mp4 out.xyz": [2, /ends in one of/],
      "remux in.mp4 out.webm": [125, /h264, which webm cannot hold/],
      "remux text.mp4 out.mkv": [125, /Cannot probe .*Invalid data/],
      "remux none.mp4 out.mkv": [125, /none.mp4/],
      "remux in.mp4 none/out.mkv": [125, /none\/out.mkv.*ENOENT/],
      "gif in.mp4 none/x.gif": [125, /none" is no directory; make it first\n/],
      "trim --start 2 --end 1 in.mp4 x.mp4": [2, /--end-sec/],
      "transcode --crf 20 --bit-rate 9000 in.mp4 x.mp4": [2, /give one of/],
      "transcode --parts 2 --target-bytes 1MiB in.mp4 x.mp4": [2, /--parts/],
      "cover in.mp4 x.mp4": [2, /--picture and --remove/],
      "chapters --remove in.mp4": [2, /no OUTPUT/],
      "metadata --set a=b in.mp4": [2, /no OUTPUT/],
      "metadata --timeout 1ms in.mp4": [
        124,
        /timeout of 1 ms; raise --timeout/,
      ],
      "chapters --from none in.mp4 x.mp4": [
        125,
        /Cannot open "none": no such file or directory\n/,
      ],
      "package in.mp4 .": [2, /"\.", a directory that has other files/],
      "package --key k in.mp4 d": [2, /give --key and --key-uri/],
      "watch . -- remux": [2, /no --to/],
      "watch . -- play": [2, /the command "play"/],
      "watch --to x . -- remux --colour": [2, /--colour/],
    };
    for (const [line, [expected, said]] of Object.entries(wrong)) {
      const { code, stderr } = await runCli(line.split(" "), { cwd });
      assertEquals([line, code], [line, expected], stderr);
      assertMatch(stderr, said);
      assert(!stderr.includes(" at "), stderr);
    }
    assertEquals(
      (await namesIn(cwd)).filter((name) => name !== "x"),
      ["in.mp4", "text.mp4"],
    );
  });
});

Deno.test("a recipe says once what the engine lacks, and as JSON if asked", async () => {
  await inFolder(files, async (cwd) => {
    const args = ["transcode", "--codec", "av1", "in.mp4", "x.mp4"];
    const { code, stderr } = await runCli(args, { cwd });
    assertEquals([code, stderr.split("no encoder libsvtav1").length], [125, 2]);
    const json = await runCli([...args, "--json"], { cwd });
    const reports = json.stderr.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(reports.map(({ type }) => type), ["error"]);
    assertStringIncludes(reports[0].error.message, "full has it");
  });
});

Deno.test("afmpeg package writes to a new directory, with few permissions, too", async () => {
  await inFolder(files, async (cwd) => {
    const line = "package --rungs 64:100000 --segment-sec 1 in.mp4 out";
    const { code, stderr } = await runCli(line.split(" "), {
      cwd,
      permissions: fewPermissions,
    });
    assertEquals(code, 0, stderr);
    const names = await namesIn(`${cwd}/out`);
    assert(names.includes("master.m3u8") && names.includes("manifest.mpd"));
    assertEquals(names.filter((name) => name.startsWith(".")), []);
  });
});

Deno.test("afmpeg reads the input of a recipe from stdin", async () => {
  await inFolder({}, async (cwd) => {
    const args = ["extract", "-", "a.wav"];
    const { code, stderr } = await runCli(args, {
      cwd,
      input: files["in.mp4"]!,
    });
    assertEquals(code, 0, stderr);
    assertEquals(await codecsOf(`${cwd}/a.wav`), "pcm_s16le");
  });
});

Deno.test("a recipe replaces no file that has come into being meanwhile", async () => {
  const sound = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=20 in.wav".split(" "),
  ]);
  const bytes = sound.files["in.wav"]!;
  for (const [option, expected] of [[[], 2], [["-y"], 0]] as const) {
    await inFolder({}, async (cwd) => {
      const args = ["remux", ...option, "-", "a.mkv"];
      const child = await startCli(args, { cwd, stdin: "piped" });
      const writer = child.stdin.getWriter();
      // More than a pipe holds: it has begun to read.
      await writer.write(bytes.slice(0, 2 ** 20));
      await Deno.writeTextFile(`${cwd}/a.mkv`, "kept");
      await writer.write(bytes.slice(2 ** 20));
      await writer.close();
      const { code, stderr } = await child.output();
      const log = new TextDecoder().decode(stderr);
      assertEquals(code, expected, log);
      assertEquals(await namesIn(cwd), ["a.mkv"]);
      const isKept = (await Deno.stat(`${cwd}/a.mkv`)).size === 4;
      assertEquals(isKept, expected === 2);
      if (isKept) assertStringIncludes(log, "a name that exists by now");
    });
  }
});

Deno.test("afmpeg watch goes on after a name that no output can have", async () => {
  const long = `${"a".repeat(251)}.mp4`;
  const input = files["in.mp4"]!;
  const inbox = { [`in/${long}`]: input, "in/b.mp4": input };
  await inFolder(inbox, async (cwd) => {
    const line = "watch --once --to out --ending .flac in -- extract";
    const { code, stderr } = await runCli(line.split(" "), { cwd });
    assertEquals(
      [code, await namesIn(`${cwd}/out`)],
      [125, ["b.flac"]],
      stderr,
    );
    assert(!stderr.includes("    at "), stderr);
  });
});

Deno.test("afmpeg watch says which files would become the same one", async () => {
  const tree = { "in/a.mkv": "", "in/a.mp4": "", "out/a.m4a": "made" };
  await inFolder(tree, async (cwd) => {
    const line = "watch --once --to out --ending .m4a in -- extract".split(" ");
    const { code, stderr } = await runCli(line, { cwd });
    assertEquals(code, 125);
    assertEquals(
      stderr,
      'afmpeg watch: Cannot make "out/a.m4a" of "in/a.mp4": received "in/a.mkv" ' +
        "for it, too; rename one of them\n",
    );
  });
});

Deno.test("afmpeg watch makes what is there, and what arrives, once", async () => {
  const tree = {
    "in/a.mp4": files["in.mp4"]!,
    "in/bad.mp4": "bad",
    "in/.b.mp4": "x",
  };
  await inFolder(tree, async (cwd) => {
    const line = "watch --to out --ending .m4a in -- extract".split(" ");
    const once = await runCli([
      ...["watch", "--once", "--to", "out", "--ending", ".m4a", "in"],
      ...["--", "extract"],
    ], { cwd });
    assertEquals(once.code, 125, once.stderr);
    assertStringIncludes(once.stderr, "bad.mp4");
    assertEquals(await namesIn(`${cwd}/out`), ["a.m4a"]);
    await Deno.remove(`${cwd}/in/bad.mp4`);

    const settle = ["watch", "--settle", "50ms", ...line.slice(1)];
    const child = await startCli(settle, { cwd });
    const lines = child.stderr.pipeThrough(new TextDecoderStream());
    await Deno.writeFile(`${cwd}/in/-c.mp4`, files["in.mp4"]!);
    let said = "";
    for await (const text of lines) {
      said += text;
      if (/-c\.m4a\n[^]*s, [\d.]+ KiB\n/.test(said)) child.kill("SIGINT");
    }
    const { code } = await child.status;
    await child.stdout.cancel();
    assertEquals(code, 130, said);
    assert(!said.includes("a.m4a"), said);
    assertEquals(await namesIn(`${cwd}/out`), ["-c.m4a", "a.m4a"]);
  });
});
