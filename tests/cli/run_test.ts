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
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let files!: Files;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=160x90:rate=25:duration=4".split(" "),
    ..."-c:v mpeg4 in.mp4".split(" "),
  ]));
});

/** Runs `afmpeg run` in a folder with the input; `@` in the arguments is the folder. */
async function run(options: string, args: string) {
  return await inFolder(files, async (folder) => {
    const line = `run ${options} -- ${args}`.replaceAll("@", `${folder}/`);
    const output = await runCli(line.split(/ +/));
    const bytes = await Deno.readFile(`${folder}/out.mkv`).catch(() => null);
    return { ...output, folder, bytes, names: await namesIn(folder) };
  });
}

Deno.test("afmpeg run reports its progress in lines", async () => {
  const { code, stdout, stderr, bytes } = await run(
    "",
    "-i @in.mp4 -c:v mpeg4 @out.mkv",
  );
  assertEquals([code, stdout], [0, ""], stderr);
  const lines = stderr.trimEnd().split("\n");
  for (const line of lines) assertMatch(line, /^\d+ %(, |$)/);
  assertMatch(lines.at(-1)!, /^100 %, .*\d s, [\d.]+ KiB$/);
  assert(!stderr.includes("\r"));
  const { streams: [video] } = await nativeProbe("out.mkv", {
    "out.mkv": bytes!,
  });
  assertEquals(video?.nb_read_frames, "100");
});

Deno.test("afmpeg run --json reports JSON objects", async () => {
  const { code, stderr } = await run("--json", "-i @in.mp4 -v info -f null -");
  assertEquals(code, 0);
  const objects = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(objects.at(-1), { type: "result", exitCode: 0 });
  const samples = objects.filter(({ type }) => type === "progress");
  assertEquals([samples.at(-1).fraction, samples.at(-1).frame], [1, 100]);
  const messages = objects.filter(({ type }) => type === "log")
    .map(({ message }) => message);
  assert(messages.some((message) => message.startsWith("Input #0, mov")));
});

Deno.test("afmpeg run --json reports failures as JSON objects", async () => {
  const missing = await run("--json", "-i @none.mp4 -f null -");
  const objects = missing.stderr.trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  const { exitCode } = objects.at(-1);
  assertEquals(exitCode, missing.code);
  assert(exitCode > 0 && exitCode < 124 || exitCode > 125);
  assert(
    objects.some(({ type, level, message }) =>
      type === "log" && level === "error" && /No such file/.test(message)
    ),
  );

  const module = await run("--json --engine @in.mp4", "-version");
  const error = JSON.parse(module.stderr);
  assertEquals([module.code, error.type, error.exitCode], [125, "error", 125]);
  assertEquals([error.error.name, error.error.reason], [
    "ModuleError",
    "format",
  ]);
});

Deno.test("afmpeg run --quiet prints nothing unless something is wrong", async () => {
  const good = await run("--quiet", "-i @in.mp4 -c copy @out.mkv");
  assertEquals([good.code, good.stdout, good.stderr], [0, "", ""]);
  const bad = await run("--quiet", "-i @in.mp4 -c:v none @out.mkv");
  assert(bad.code !== 0);
  assertStringIncludes(bad.stderr, "Unknown encoder 'none'");
});

Deno.test("afmpeg run asks nothing, and overwrites only with -y", async () => {
  await inFolder({ ...files, "out.mkv": "old" }, async (folder) => {
    const line = `run -- -i ${folder}/in.mp4 -c copy ${folder}/out.mkv`;
    const first = await runCli(line.split(" "), { input: "y\n" });
    assertStringIncludes(first.stderr, "already exists. Exiting.");
    assertEquals(await Deno.readTextFile(`${folder}/out.mkv`), "old");
    const second = await runCli([...line.split(" "), "-y"]);
    assertEquals(second.code, 0);
    assert(await Deno.readTextFile(`${folder}/out.mkv`) !== "old");
  });
});

Deno.test("afmpeg run --max-bytes bounds what is written, --max-memory-bytes what is needed", async () => {
  const args = "-i @in.mp4 -c:v rawvideo @out.mkv";
  const size = await run("--max-bytes 0.5MiB", args);
  assert(size.code !== 0 && size.code !== 125);
  assertStringIncludes(size.stderr, "No space left on device");
  const memory = await run(
    "--max-memory-bytes 48MiB",
    args.replace("-c:v", "-vf scale=8000:8000 -c:v"),
  );
  assert(memory.code !== 0);
  assertStringIncludes(memory.stderr, "Out of memory");
});

Deno.test("afmpeg run draws a bar on a terminal, below the log", async () => {
  await inFolder(files, async (folder) => {
    const line = `-v info -i ${folder}/in.mp4 -c:v mpeg4 ${folder}/out.mkv`;
    const { stdout } = await new Deno.Command("script", {
      args: [
        ...["--quiet", "--return", "--command"],
        cliCommand(["run", "--", ...line.split(" ")]).join(" "),
        "/dev/null",
      ],
      env: await cliEnvironment(),
      stdin: "null",
    }).output();
    const shown = new TextDecoder().decode(stdout).replaceAll("\x1b", "ESC");
    const bars = [...shown.matchAll(/\rESC\[K\[([#-]{30})\] (\d+) %/g)];
    const percents = bars.map(([, , percent]) => Number(percent));
    assertEquals(percents.at(-1), 100);
    assertEquals(percents, percents.toSorted((a, b) => a - b));
    assertEquals(bars.at(-1)![1], "#".repeat(30));
    assertMatch(shown, /Output #0, matroska/);
    assert(shown.endsWith("\n"));
  });
});

Deno.test("afmpeg ffmpeg colours its log on a terminal", async () => {
  const { NO_COLOR: _, ...env } = await cliEnvironment();
  const { stdout } = await new Deno.Command("script", {
    args: [
      ...["--quiet", "--return", "--command"],
      cliCommand(["ffmpeg", "-i", "/none.mp4"]).join(" "),
      "/dev/null",
    ],
    env: { ...env, TERM: "xterm" },
    clearEnv: true,
    stdin: "null",
  }).output();
  const shown = new TextDecoder().decode(stdout).replaceAll("\x1b", "ESC");
  assertMatch(shown, /ESC\[[\d;]*m.*No such file/);
});
