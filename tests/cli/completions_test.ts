// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { inFolder, runCli } from "../support/cli.ts";

/** The output of a shell that runs a script. */
async function inShell(shell: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(shell, {
    args: ["-c", script],
    stdin: "null",
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return new TextDecoder().decode(stdout);
}

/** The candidates of a completion, in order. */
const sorted = (text: string) => text.split(/\s+/).filter(Boolean).sort();

const commands = ["frames", "ffmpeg", "ffprobe"].sort();
const options = ["--every-sec", "--engine"].sort();

Deno.test("afmpeg completions works in bash", async () => {
  const { stdout } = await runCli(["completions", "bash"]);
  await inFolder({ script: stdout }, async (folder) => {
    const complete = (...words: string[]) =>
      inShell(
        "bash",
        `source ${folder}/script
         COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
         COMP_CWORD=${words.length - 1}
         _afmpeg
         echo "\${COMPREPLY[@]}"`,
      );
    assertEquals(sorted(await complete("afmpeg", "f")), commands);
    assertEquals(sorted(await complete("afmpeg", "frames", "--e")), options);
    assertEquals(sorted(await complete("afmpeg", "engine", "l")), ["list"]);
    assertEquals(sorted(await complete("afmpeg", "engine", "build", "--f")), [
      "--ffmpeg",
    ]);
    assertEquals(sorted(await complete("afmpeg", "run", "--", "--e")), []);
    for (const before of [[], ["--mount", "a"], ["--atomic"]]) {
      const words = ["afmpeg", "ffmpeg", ...before, "--en"];
      assertEquals(sorted(await complete(...words)), ["--engine"]);
    }
    assertEquals(
      sorted(await complete("afmpeg", "ffmpeg", "-i", "a", "--en")),
      [],
    );
  });
});

Deno.test("afmpeg completions works in fish", async () => {
  const { stdout } = await runCli(["completions", "fish"]);
  await inFolder({ script: stdout }, async (folder) => {
    const complete = async (line: string) => {
      const script = `source ${folder}/script; complete -C '${line}'`;
      const lines = (await inShell("fish", script)).trimEnd().split("\n");
      return lines.map((line) => line.split("\t")[0]!).sort();
    };
    assertEquals(await complete("afmpeg f"), commands);
    assertEquals(await complete("afmpeg frames --e"), options);
    assertEquals(await complete("afmpeg engine l"), ["list"]);
    assertEquals(await complete("afmpeg ffmpeg --en"), ["--engine"]);
    assertEquals(await complete("afmpeg ffmpeg -i a --en"), [""]);
  });
});

Deno.test("afmpeg completions works in zsh", async () => {
  const { stdout } = await runCli(["completions", "zsh"]);
  await inFolder({ script: stdout }, async (folder) => {
    // What the script passes to zsh's own functions, recorded by ours.
    const complete = (line: string) =>
      inShell(
        "zsh",
        `compdef() { : }
         _describe() { print -l -- \${(P)2} }
         _arguments() { print -l -- "$@" }
         source ${folder}/script
         words=(${line}); CURRENT=$#words
         _afmpeg`,
      );
    const names = (text: string, pattern: RegExp) =>
      Array.from(text.matchAll(pattern), ([, name]) => name!).sort();
    const all = names(await complete("afmpeg f"), /^(\w+):/gm);
    assertEquals(all.filter((name) => name.startsWith("f")), commands);
    const given = names(await complete("afmpeg frames --e"), /^(--[\w-]+)\[/gm);
    assertEquals(given.filter((name) => name.startsWith("--e")), options);
    const own = names(await complete("afmpeg ffmpeg --en"), /^(--[\w-]+)\[/gm);
    assertEquals(own.includes("--engine"), true);
  });
});
