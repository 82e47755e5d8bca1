// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The options that the commands for native programs have of their own. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fewPermissions, permissions } from "../../.ci/permissions.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inFolder, namesIn, runCli } from "../support/cli.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let tree!: Record<string, Uint8Array | string>;
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=0.5 in.wav".split(" "),
  ]);
  tree = { "in/a.wav": files["in.wav"]!, "out/old.mkv": "old", "fonts/x": "" };
});

for (const command of [["ffmpeg"], ["run", "--"]]) {
  const [name, ...separator] = command;
  const call = (options: string, line: string) => [
    ...[name!, ...options.split(" "), ...separator, ...line.split(" ")],
  ];

  Deno.test(`afmpeg ${name} --dry-run prints what would be shown, and runs nothing`, async () => {
    await inFolder(tree, async (cwd) => {
      const line = "-v error -i in/a.wav out/new.mkv none/b.mkv";
      const mount = "--mount fonts:/fonts:ro";
      for (const option of ["--dry-run", "--explain"]) {
        const args = call(`${option} ${mount}`, line);
        const { code, stdout, stderr } = await runCli(args, { cwd });
        assertEquals([code, stderr], [0, ""]);
        const rows = new Map(
          stdout.trimEnd().split("\n").map((row) => {
            const [, what, text] = /^(\S+(?: in)?) +(.*)$/.exec(row)!;
            return [text!, what!];
          }),
        );
        const has = (text: string, what: string) =>
          assertEquals([text, rows.get(text)], [text, what]);
        has(cwd, "starts in");
        has(`${cwd}/in/`, "reads");
        has(`${cwd}/out/`, "writes");
        has(`/fonts/ (all of ${cwd}/fonts)`, "reads");
        has(`${cwd}/none/b.mkv`, "missing");
        const own = name === "run" ? "-nostdin " : "";
        has(`ffmpeg ${own}${line}`, "runs");
      }
      assertEquals(await namesIn(`${cwd}/out`), ["old.mkv"]);
    });
  });

  for (const allowed of [permissions, fewPermissions]) {
    Deno.test(`afmpeg ${name} --atomic writes all or nothing, with ${allowed[0]}`, async () => {
      await inFolder(tree, async (cwd) => {
        const run = (line: string) =>
          runCli(call("--atomic", line), { cwd, permissions: allowed });
        const good = await run(
          "-v error -i in/a.wav -y out/old.mkv out/new.wav",
        );
        assertEquals(good.code, 0, good.stderr);
        const names = ["new.wav", "old.mkv"];
        assertEquals(await namesIn(`${cwd}/out`), names);
        assert(await Deno.readTextFile(`${cwd}/out/old.mkv`) !== "old");
        await Deno.writeTextFile(`${cwd}/out/old.mkv`, "old");
        const bad = await run(
          "-v error -i in/a.wav -y out/old.mkv -c:a flac -f mp3 out/other.mp3",
        );
        assert(bad.code !== 0 && bad.code !== 125, bad.stderr);
        assertEquals(await namesIn(`${cwd}/out`), names);
        assertEquals(await Deno.readTextFile(`${cwd}/out/old.mkv`), "old");
      });
    });
  }

  Deno.test(`afmpeg ${name} --trace and --profile print calls and times`, async () => {
    await inFolder(tree, async (cwd) => {
      const line = "-v error -i in/a.wav -f null -";
      const args = call("--trace --profile", line);
      const { code, stderr } = await runCli(args, { cwd });
      assertEquals(code, 0);
      assertMatch(stderr, /^path_open\(.*a\.wav.*\) = SUCCESS/m);
      assertMatch(stderr, /^time: \d.* in the program, .* waiting/m);
      assertMatch(stderr, /^ {2}\w+ +\d+ calls, [\d.]+ ms$/m);
      const without = await runCli([...command, ...line.split(" ")], { cwd });
      assert(!/path_open|time:/.test(without.stderr), without.stderr);
    });
  });

  Deno.test(`afmpeg ${name} has an engine and limits of its own`, async () => {
    await inFolder(tree, async (cwd) => {
      const guest = `${cwd}/guest.wasm`;
      await Deno.writeFile(guest, await compileGuest("behave.c"));
      const own = await runCli(call(`--engine ${guest}`, "echo"), { cwd });
      const usual = await runCli(call("--engine=", "-version"), { cwd });
      assertEquals(usual.code, 2);
      assert(own.code !== 2 && !own.stdout.includes("ffmpeg version"));
      const line = "-v error -i in/a.wav -f s16le out/b.raw";
      const full = await runCli(call("--max-bytes 10KiB", line), { cwd });
      assert(full.code !== 0 && full.code !== 125);
      assertMatch(full.stderr, /No space left on device/);
    });
  });
}

Deno.test("afmpeg ffmpeg takes its own options before those of ffmpeg only", async () => {
  await inFolder(tree, async (cwd) => {
    const run = (...args: string[]) => runCli(["ffmpeg", ...args], { cwd });
    const rest = "-v error -i in/a.wav -f null -".split(" ");
    for (
      const own of [
        ["--mount", "fonts"],
        ["--mount=fonts", "--timeout", "1min"],
        ["--mount", "fonts", "--"],
      ]
    ) {
      assertEquals(await run(...own, ...rest), {
        ...{ code: 0, stdout: "", stderr: "" },
      });
    }
    const late = await run(...rest, "--dry-run");
    assert(late.code !== 2);
    assert(!late.stdout.includes("runs"));
    const help = await run("--help");
    assertMatch(help.stdout, /^usage: ffmpeg /m);
    const wrong: [option: string, advice: RegExp][] = [
      ["--moutn", /received "--moutn"; use --mount$/m],
      ["--json", /received "--json"; those of afmpeg come first/],
      ["--y", /received "--y"; those of afmpeg come first/],
    ];
    for (const [option, advice] of wrong) {
      const { code, stderr } = await run(option, ...rest);
      assertEquals([option, code], [option, 2]);
      assertMatch(stderr, advice);
    }
  });
});

Deno.test("afmpeg run --json --dry-run prints a plan as JSON", async () => {
  await inFolder(tree, async (cwd) => {
    const line = "run --json --dry-run -- -i in/a.wav out/b.mkv";
    const { stdout } = await runCli(line.split(" "), { cwd });
    const { argv, shown, mounts, missing, cwd: start } = JSON.parse(stdout);
    assertEquals(argv, ["ffmpeg", "-nostdin", "-i", "in/a.wav", "out/b.mkv"]);
    assertEquals([start, mounts, missing], [cwd, [], []]);
    assertEquals(shown, [
      { path: `${cwd}/in/`, isWritable: false },
      { path: `${cwd}/out/`, isWritable: true },
    ]);
  });
});
