// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whether a check of a command line is right, with what ffmpeg itself says. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import {
  args,
  checkCommand,
  type CommandProblem,
} from "../../src/media/mod.ts";
import { filterNames } from "../../src/media/check/filter_names.ts";
import { commands, texts } from "../equivalence/commands.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

/** A file system with names that command lines use; contents are not looked at. */
function namesFs(): MemoryFs {
  const fs = new MemoryFs();
  const names = ["mp4", "mkv", "avi", "wav", "mp3", "webm"].map((type) =>
    `in.${type}`
  );
  for (const name of [...names, ...Object.keys(texts)]) fs.writeFile(name, "");
  return fs;
}

async function problemsOf(
  line: readonly string[],
  fs = namesFs(),
): Promise<readonly CommandProblem[]> {
  return (await checkCommand(runtime, fs, line)).problems;
}

Deno.test("checkCommand finds nothing wrong with what every version runs", async () => {
  const wrong: [string, string][] = [];
  for (const [, line] of commands) {
    for (const { message } of await problemsOf(line.split(" "))) {
      wrong.push([line, message]);
    }
  }
  assertEquals(wrong, []);
  assert(commands.length > 50);
});

Deno.test("checkCommand finds what makes ffmpeg fail", async () => {
  const lines: [string, string, string?][] = [
    ["-i none.mp4 out.mkv", "none.mp4"],
    ["-i in.wav -ab 64k -crff 20 out.mp3", "crff", "crf"],
    ["-i in.wav -ac 2 -bogus_option 1 out.mp3", "bogus_option"],
    ["-i in.wav -c:a libfdk_aac out.m4a", "libfdk_aac"],
    ["-i in.wav -c:a flacc out.flac", "flacc", "flac"],
    ["-c:a mp33 -i in.wav out.flac", "mp33", "mp3"],
    ["-i in.wav -f matroskaa out", "matroskaa", "matroska"],
    ["-f s16lee -i in.wav out.wav", "s16lee", "s16le"],
    ["-i in.wav -af volume=2,aresampel=8000 out.wav", "aresampel", "aresample"],
    ["-i in.wav -c copy -bsf:a aac_adtstoascc out.wav", "aac_adtstoascc"],
    ["-i in.wav none/out.wav", "none/out.wav"],
    ["-i in.wav -y in.wav", "in.wav"],
    ["-i in.wav", ""],
    ["-i in.wav -t", "t"],
  ];
  const fs = namesFs();
  await runtime.run(fs, args`-y -f lavfi -i sine=d=0.1 in.wav`);
  for (const [text, name, suggestion] of lines) {
    const line = text.split(" ");
    const problems = await problemsOf(line, fs);
    const found = problems.find((problem) => problem.name === name);
    assert(found, `${text}: ${JSON.stringify(problems)}`);
    if (suggestion) assertEquals(found.suggestion, suggestion);
    const { exitCode } = await runtime.run(fs, line);
    assert(exitCode !== 0, text);
  }
});

Deno.test("checkCommand names the engines that have what is missing", async () => {
  const [problem] = await problemsOf(args`-i in.mp4 -c:v libx265 out.mp4`);
  assertEquals([problem?.kind, problem?.name, problem?.variants], [
    ...["encoder", "libx265", ["full"]],
  ]);
});

Deno.test("checkCommand looks for files where the command line does", async () => {
  const fs = namesFs();
  fs.mkdirAll("a/b");
  fs.writeFile("a/in.wav", "");
  const check = async (line: string[], options = {}) =>
    (await checkCommand(runtime, fs, line, options)).problems
      .map(({ message }) => message);
  assertEquals(await check(args`-i in.wav b/out.wav`, { cwd: "/a" }), []);
  assertEquals(await check(args`-i /m/x.wav o.wav`, { mounts: { "/m": fs } }), [
    'Cannot find the input "/m/x.wav": there is no such file',
  ]);
  assertEquals(
    await check(args`-i /m/in.wav o.wav`, { mounts: { "/m": fs } }),
    [],
  );
  assertEquals(await check(args`-i in.wav in.mp3`), [
    'Cannot write the output "in.mp3": it exists; give -y to overwrite it',
  ]);
  assertEquals(await check(args`-i in.wav -y in.mp3`), []);
  assertEquals(await check(args`-i a out.mp3`), [
    'Cannot find the input "a": it is a directory',
  ]);
  const free = args`-f lavfi -i sine -i pipe:0 -i https://x/a.mp4 -f null -`;
  assertEquals(await check(free), []);
  assertEquals(await check(args`-i in.wav out.wav -t 1`), [
    "Cannot use the option -t: it comes after the last output, where it has no " +
    "effect; put it before",
  ]);
});

Deno.test("checkCommand explains each part", async () => {
  const { parts } = await checkCommand(
    runtime,
    namesFs(),
    args`-ss 10 -i in.mp4 -c:v libx264 -nostats out.mkv`,
  );
  assertEquals(parts.map(({ text, kind }) => [text, kind]), [
    ...[["-ss 10", "option"], ["-i in.mp4", "input"]],
    ...[["-c:v libx264", "option"], ["-nostats", "option"]],
    ["out.mkv", "output"],
  ]);
  assertEquals(parts[0]!.meaning, "start transcoding at specified time");
  assert(parts[2]!.meaning!.startsWith("select encoder/decoder"));
});

Deno.test("the names of filters are found in any graph", () => {
  const graphs: [string, string[]][] = [
    ["scale=64:-2,hflip", ["scale", "hflip"]],
    ["[0:v][1:v] overlay=x='if(gt(t,1),2,3)' [o];[o]null", ["overlay", "null"]],
    ["drawtext=text='a,b;c=d'\\,e,format@x=gray", ["drawtext", "format"]],
    ["sws_flags=bicubic;\n  [a]split[b][c]", ["split"]],
    ["", []],
    ["'", []],
    ["[", []],
  ];
  for (const [graph, names] of graphs) assertEquals(filterNames(graph), names);
});

Deno.test("checkCommand refuses what is no command line", async () => {
  for (const line of [undefined, "-i a", [1], ["a\0"]]) {
    await assertRejects(() => problemsOf(line as string[]), TypeError);
  }
  const call = () => checkCommand(runtime, namesFs(), [], { cwd: 1 } as never);
  await assertRejects(call, TypeError);
  const signal = AbortSignal.abort(new Error("no"));
  const other = { run: runtime.run.bind(runtime) };
  const aborted = () => checkCommand(other, namesFs(), ["-i", "x"], { signal });
  await assertRejects(aborted, Error, "no");
  // An answer that was not given is asked for again.
  assertEquals((await checkCommand(other, namesFs(), ["-L"])).problems, []);
});

Deno.test("checkCommand is not stopped by what stops another call", async () => {
  const runner = { run: runtime.run.bind(runtime) };
  const controller = new AbortController();
  const call = (signal?: AbortSignal) =>
    checkCommand(runner, namesFs(), ["-L"], { signal });
  const stopped = call(controller.signal);
  const other = call();
  controller.abort(new Error("no"));
  await assertRejects(() => stopped, Error, "no");
  assertEquals((await other).problems, []);
});
