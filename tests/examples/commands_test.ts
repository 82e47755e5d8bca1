// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Each example says the one command that runs it, and that command does. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import config from "../../deno.json" with { type: "json" };
import { buildEngine } from "../../engine/build.ts";
import { inFolder } from "../support/cli.ts";
import { nativeProbe, runNative } from "../support/native.ts";

const folder = fromFileUrl(new URL("../../examples/", import.meta.url));

/** The command in the documentation of an example. */
async function commandOf(path: string): Promise<string> {
  const text = await Deno.readTextFile(path);
  const commands = text.matchAll(/^ \* ```sh\n \* (.*)$/gm).toArray();
  assertEquals(commands.length, 1, path);
  return commands[0]![1]!;
}

/** Runs the command of an example in a shell, in a folder with `files`. */
async function run(
  name: string,
  files: Record<string, Uint8Array>,
  redirect = "",
): Promise<Uint8Array> {
  const command = await commandOf(`${folder}${name}.ts`);
  assert(command.startsWith("deno run "));
  return await inFolder(files, async (cwd) => {
    await Deno.symlink((await buildEngine("gpl")).path, `${cwd}/ffmpeg.wasm`);
    const line = command
      .replace("deno", `'${Deno.execPath()}'`)
      .replace("examples/", folder);
    const { success, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", line],
      cwd,
      env: { NO_COLOR: "1" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return redirect ? await Deno.readFile(`${cwd}/${redirect}`) : stdout;
  });
}

async function clip(name: string, ...args: string[]): Promise<Uint8Array> {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "sine=d=2", ...args, name],
  ]);
  return files[name]!;
}
const picture = "-f lavfi -i testsrc2=s=64x36:r=10:d=2".split(" ");

Deno.test("each example says the one command that runs it", async () => {
  const names = Deno.readDirSync(folder).map(({ name }) => name)
    .filter((name) => name.endsWith(".ts")).toArray();
  const texts = names.map((name) => Deno.readTextFileSync(folder + name));
  // What others import is a part of an example.
  const scripts = names.filter((name) =>
    !texts.some((text) => text.includes(`from "./${name}"`))
  );
  assert(scripts.length > 6);
  for (const path of [...scripts, "playground/serve.ts"]) {
    const command = await commandOf(folder + path);
    const [, task] = /^deno task (\w+)/.exec(command) ?? [];
    if (task) {
      const tasks: Record<string, string> = config.tasks;
      assert(tasks[task]?.includes(`examples/${path}`), command);
    } else {
      assertMatch(command, new RegExp(`^deno run --.* examples/${path} `));
    }
  }
});

Deno.test("the contact sheet is made by its command", async () => {
  const files = { "in.mp4": await clip("in.mp4", ...picture) };
  const png = await run("contact_sheet", files, "sheet.png");
  const { streams } = await nativeProbe("a.png", { "a.png": png });
  assertEquals(streams[0]?.width, 4 * 160);
});

Deno.test("the podcast is made by its command", async () => {
  const files = { "in.wav": await clip("in.wav") };
  const sound = await run("podcast", files, "out.m4a");
  const { streams } = await nativeProbe("a.m4a", { "a.m4a": sound });
  assertEquals(streams[0]?.codec_name, "aac");
});

Deno.test("the pipeline runs by its command", async () => {
  const files = { "in.mp3": await clip("in.mp3") };
  const sound = await run("pipeline", files, "out.flac");
  const { streams } = await nativeProbe("a.flac", { "a.flac": sound });
  assertEquals(streams[0]?.codec_name, "flac");
});
