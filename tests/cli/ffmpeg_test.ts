// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  cliCommand,
  cliEnvironment,
  inFolder,
  namesIn,
  runCli,
} from "../support/cli.ts";
import { nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let input!: Uint8Array;
prepare(async () => {
  const { files: media } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=160x90:rate=25:duration=1".split(" "),
    ..."-f lavfi -i sine=duration=1".split(" "),
    ..."-c:v mpeg4 -c:a aac in.mp4".split(" "),
  ]);
  input = media["in.mp4"]!;
});

/** Runs a command line in a folder with the input, and returns what it left. */
async function run(
  line: string,
  start: (args: string[], folder: string) => Promise<number>,
): Promise<{ code: number; streams: Record<string, unknown[]> }> {
  return await inFolder(
    { "in.mp4": input, "list.txt": list },
    async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      const args = line.split(" ").map((arg) =>
        arg.replace("@", `${folder}/`).replaceAll("'", "")
      );
      const code = await start(args, folder);
      const streams: Record<string, unknown[]> = {};
      const names = [
        ...await namesIn(folder),
        ...(await namesIn(`${folder}/out`)).map((name) => `out/${name}`),
      ];
      for (const name of names) {
        if (["in.mp4", "list.txt", "out"].includes(name)) continue;
        const bytes = await Deno.readFile(`${folder}/${name}`);
        if (!/\.(mkv|wav|flac|png|ts|mp4)$/.test(name)) {
          streams[name] = [bytes.length > 0];
          continue;
        }
        const file = name.replace("/", "_");
        streams[name] = (await nativeProbe(file, { [file]: bytes })).streams
          .map(
            (stream) => [
              ...[stream.codec_name, stream.width, stream.height],
              ...[stream.sample_rate, stream.channels],
              // Versions divide FLAC into packets of different sizes.
              stream.codec_name === "flac" ? undefined : stream.nb_read_frames,
            ],
          );
      }
      return { code, streams };
    },
  );
}

const list = "file in.mp4\nfile in.mp4\n";

const lines = [
  "-v error -i @in.mp4 -c copy @out.mkv",
  "-v error -y -ss 0.4 -t 0.4 -i @in.mp4 -vn -c:a flac @out/a.flac",
  "-v error -i @in.mp4 -map 0:v -vf scale=80:-2,fps=5 @out/%03d.png",
  "-v error -f concat -i @list.txt -c copy @both.mkv",
  "-v error -i concat:@in.mp4 -map 0:a @a.wav -map 0:v -c:v copy @v.mkv",
  "-v error -f lavfi -i sine=duration=0.5 -f lavfi -i color=size=32x32:d=0.5 -c:v png -c:a flac @x.mkv",
  "-v error -i file:@in.mp4 -f hls -hls_time 1 -c copy @out/list.m3u8",
  "-v error -i @in.mp4 -f null -",
  "-v error -i @none.mp4 @out.mkv",
  "-v error -i @in.mp4 @none/out.mkv",
  "-v error -n -i @list.txt @out.mkv",
  "-v error -i in.mp4 -c copy out.mkv",
  "-v error -i out/../in.mp4 -c copy ./out/out.mkv",
  "-v error -f concat -i list.txt -vn -c:a flac out/both.flac",
  "-v error -i in.mp4 -t 0.2 out/%02d.png",
  "-v error -i @in.mp4 -c:v nonsense @out.mkv",
  "-v error -nonsense 1 -i @in.mp4 @out.mkv",
];

for (const line of lines) {
  Deno.test(`afmpeg ffmpeg does what ffmpeg does: ${line}`, async () => {
    const native = await run(line, async (args, cwd) => {
      const { code } = await new Deno.Command("ffmpeg", {
        args,
        cwd,
        stdin: "null",
        stderr: "null",
      }).output();
      return code;
    });
    const own = await run(line, async (args, cwd) => {
      const { code } = await runCli(["ffmpeg", ...args], { cwd });
      return code;
    });
    assertEquals(own.streams, native.streams);
    assertEquals(own.code === 0, native.code === 0);
    assert(own.code !== 125, "a failure of ffmpeg, not of the command");
  });
}

Deno.test("afmpeg ffmpeg pipes from stdin to stdout", async () => {
  const args = "-v error -f mp4 -i pipe:0 -map 0:a -f s16le -".split(" ");
  // A fragmented file can be read without seeking.
  const { files } = await runNative("ffmpeg", [
    ..."-i in.mp4 -c copy -movflags frag_keyframe+empty_moov f.mp4".split(" "),
  ], { "in.mp4": input });
  const { code, stdout, stderr } = await runCli(["ffmpeg", ...args], {
    input: files["f.mp4"]!,
  });
  assertEquals([code, stderr], [0, ""]);
  // Decoding as text corrupts binary data, but keeps that there is a second of it.
  assert(stdout.length > 40_000);
});

Deno.test("afmpeg ffmpeg prints the names of files as they were given", async () => {
  await inFolder({ "in.mp4": input, "sub/x": "" }, async (folder) => {
    const cwd = `${folder}/sub`;
    for (const name of ["none.mp4", "../none.mp4", `${folder}/none.mp4`]) {
      const { code, stderr } = await runCli(["ffmpeg", "-i", name], { cwd });
      assert(code !== 0 && code !== 125);
      assertMatch(stderr, new RegExp(`(^| )${name}[.:]`, "m"));
    }
    const { stderr } = await runCli(["ffmpeg", "-i", "../in.mp4"], { cwd });
    assertStringIncludes(stderr, "from '../in.mp4'");
  });
});

Deno.test("afmpeg ffmpeg works between other programs in a pipeline", async () => {
  const frames = async (program: string) =>
    await inFolder({ "in.mp4": input }, async (folder) => {
      const script = "set -o pipefail\n" +
        `ffmpeg -v error -i in.mp4 -c copy -f matroska - | ` +
        `${program} -v error -i - -c copy -f matroska - | ` +
        "ffmpeg -v error -i - -c copy -y out.mkv";
      const { code, stderr } = await new Deno.Command("bash", {
        args: ["-c", script],
        cwd: folder,
        env: await cliEnvironment(),
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const bytes = await Deno.readFile(`${folder}/out.mkv`);
      const { streams } = await nativeProbe("out.mkv", { "out.mkv": bytes });
      return streams.map((stream) => stream.nb_read_frames);
    });
  const own = await frames(cliCommand(["ffmpeg"]).join(" "));
  assertEquals(own, await frames("ffmpeg"));
});

Deno.test("afmpeg ffmpeg ends when nothing reads its output", async () => {
  const endless = "-v error -f lavfi -i sine -f s16le -";
  const command = cliCommand(["ffmpeg"]).join(" ");
  const { stdout } = await new Deno.Command("bash", {
    args: [
      "-c",
      `${command} ${endless} | head -c 100000 | wc -c; echo \${PIPESTATUS[0]}`,
    ],
    env: await cliEnvironment(),
    stderr: "null",
  }).output();
  const [size, code] = new TextDecoder().decode(stdout).split("\n");
  assertEquals(size, "100000");
  assert(code !== "0");
});

/** Runs a line of bash in which `$AFMPEG` calls the command. */
async function inBash(line: string): Promise<[code: string, stderr: string]> {
  return await inFolder({ "in.mp4": input }, async (cwd) => {
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", line],
      env: { ...await cliEnvironment(), AFMPEG: cliCommand([]).join(" ") },
      cwd,
    }).output();
    const [code, log] = [stdout, stderr].map((data) =>
      new TextDecoder().decode(data)
    );
    return [code!.trim(), log!];
  });
}

for (
  const line of [
    "ffmpeg -v error -i in.mp4 -f md5 -",
    "ffprobe -v error -show_format in.mp4",
    "run --quiet -- -i in.mp4 -f md5 -",
    "probe in.mp4",
    "--version",
  ]
) {
  Deno.test(`afmpeg ${line} fails if what it prints is lost`, async () => {
    const [code, stderr] = await inBash(`$AFMPEG ${line} >/dev/full; echo $?`);
    assertEquals(code, "125");
    assertStringIncludes(stderr, "Cannot write to stdout: received No space");
    assert(!stderr.includes("    at "), stderr);
    const closed = "exec 3> >(:); wait $!; ";
    const [unread] = await inBash(`${closed}$AFMPEG ${line} >&3; echo $?`);
    assertEquals(unread, "141");
  });
}

Deno.test("afmpeg ffmpeg and ffprobe fail if a pipe that does not block takes no more", async () => {
  const flags = "fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec @ARGV";
  for (
    const line of [
      "ffmpeg -v error -stream_loop 9 -i in.mp4 -f rawvideo -",
      "ffprobe -v error -show_packets -show_frames -show_data in.mp4",
    ]
  ) {
    // Nobody reads from it, and more than it holds is written.
    const [code] = await inBash(
      `mkfifo p; exec 3<>p; perl -MFcntl -e '${flags}' -- $AFMPEG ${line} >&3; ` +
        "echo $?",
    );
    assert(Number(code) > 0, `${line}: ${code}`);
  }
});

Deno.test("afmpeg ffmpeg asks before it overwrites, and understands the answer", async () => {
  const files = { "in.mp4": input, "out.wav": "old" };
  for (const answer of ["y\n", "n\n", ""]) {
    await inFolder(files, async (folder) => {
      const line = `-i ${folder}/in.mp4 ${folder}/out.wav`;
      const args = ["ffmpeg", "-hide_banner", ...line.split(" ")];
      const { stderr } = await runCli(args, { input: answer });
      assertStringIncludes(stderr, "already exists. Overwrite? [y/N]");
      const left = await Deno.readTextFile(`${folder}/out.wav`);
      assertEquals(left === "old", answer !== "y\n");
    });
  }
});

Deno.test("afmpeg ffmpeg asks on a terminal, and reads the answer from it", async () => {
  await inFolder({ "in.mp4": input, "out.wav": "old" }, async (folder) => {
    const line = `-hide_banner -i ${folder}/in.mp4 ${folder}/out.wav`;
    const command = cliCommand(["ffmpeg", ...line.split(" ")]).join(" ");
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", command, "/dev/null"],
      env: await cliEnvironment(),
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const keys = child.stdin.getWriter();
    let shown = "";
    const text = child.stdout.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    );
    for await (const chunk of text) {
      const isAsked = shown.includes("Overwrite? [y/N]");
      shown += chunk;
      if (!isAsked && shown.includes("Overwrite? [y/N]")) {
        await keys.write(new TextEncoder().encode("y\r"));
      }
    }
    await keys.close().catch(() => {});
    assertEquals((await child.status).code, 0, shown);
    assertEquals(
      (await Deno.readTextFile(`${folder}/out.wav`)).slice(0, 4),
      "RIFF",
    );
  });
});

Deno.test("afmpeg ffprobe takes a value that is longer than any name", async () => {
  await inFolder({ "in.mp4": input }, async (cwd) => {
    const tags = Array.from({ length: 60 }, (_, i) => `tag_${i}`).join(",");
    const entries = `format=format_name:format_tags=${tags}`;
    const args = ["-v", "error", "-show_entries", entries, "in.mp4"];
    const { code, stdout, stderr } = await runCli(["ffprobe", ...args], {
      cwd,
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "format_name=mov");
  });
});

Deno.test("afmpeg ffprobe does what ffprobe does", async () => {
  await inFolder({ "in.mp4": input }, async (folder) => {
    const line = "-v error -show_entries stream=codec_name,nb_frames -of json";
    const args = [...line.split(" "), `${folder}/in.mp4`];
    const own = await runCli(["ffprobe", ...args]);
    const { stdout } = await runNative("ffprobe", args);
    assertEquals([own.code, own.stderr], [0, ""]);
    // Newer versions report more about the whole file.
    assertEquals(JSON.parse(own.stdout).streams, JSON.parse(stdout).streams);
    const missing = await runCli(["ffprobe", `${folder}/none.mp4`]);
    assert(missing.code !== 0);
    assertStringIncludes(missing.stderr, "No such file or directory");
  });
});
