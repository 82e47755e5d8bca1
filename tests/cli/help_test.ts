// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fewPermissions, permissions } from "../../.ci/permissions.ts";
import { commands } from "../../src/cli/commands.ts";
import { commandHelp } from "../../src/cli/help.ts";
import { inFolder, runCli } from "../support/cli.ts";

const LINES = 24;
const COLUMNS = 80;

Deno.test("afmpeg --help names every command", async () => {
  const { code, stdout, stderr } = await runCli(["--help"]);
  assertEquals([code, stderr], [0, ""]);
  const named = [...stdout.matchAll(/^ {2}(\w+) {2,}(.+)$/gm)];
  const [own, others] = [false, true].map((isGrouped) =>
    commands.filter(({ group }) => (group !== undefined) === isGrouped)
  );
  assertEquals(
    named.map(([, name, summary]) => ({ name, summary })),
    own!.map(({ name, summary }) => ({ name, summary })),
  );
  for (const { name, group } of others!) {
    const list = stdout.split(`To ${group}:`)[1]!.split(".")[0]!;
    assert(list.split(/[,\s]+/).includes(name), name);
  }
  assertFits(stdout);
});

for (const command of commands) {
  Deno.test(`afmpeg ${command.name} --help fits a screen`, async () => {
    const help = commandHelp(command);
    const args = command.isPassedOn
      ? ["help", command.name]
      : [command.name, "--help"];
    const { code, stdout, stderr } = await runCli(args);
    assertEquals({ code, stdout, stderr }, {
      code: 0,
      stdout: help,
      stderr: "",
    });
    assertFits(help);
    assertStringIncludes(help, `Usage: afmpeg ${command.name}`);
    for (const { name } of command.options) {
      assertStringIncludes(help, ` --${name}`);
    }
  });
}

Deno.test("afmpeg reports what it does not understand", async () => {
  const wrong: Record<string, string> = {
    "": "received none",
    "play": 'received "play"',
    "help play": 'received "play"',
    "-i a.mp4 b.mkv": "come after `afmpeg ffmpeg`",
    "probe --colour a.mp4": 'received "--colour"',
    "probe": "received 0 operands",
    "prob a.mp4": 'received "prob"; use probe\n',
    "probe --jsn a.mp4": 'received "--jsn"; use --json\n',
    "trim -a.mp4 b.mp4": "a file of that name is ./-a.mp4\n",
    "trim a.mp4": "received 1 operand; name an input",
    "trim a.mp4 b.xyz": "Cannot use OUTPUT: received",
    "run a.mp4": "after `--`",
    "run --timeout x -- -version": 'received "x"',
    "run --timeout s -- -version": 'received "s"',
    "run --max-bytes 5MB -- -version": 'received "5MB"',
    "run --max-memory-bytes -1KiB -- -version": 'received "-1KiB"',
    "run --size 5 -- -version": 'received "--size"',
    "run --engine": "received no NAME|FILE|URL",
    "run --mount /nowhere -- -version": 'Cannot mount "/nowhere"',
    "frames --at-sec 1 --count 2 a.mp4 b": "received --at-sec and --count",
    "engine burn": 'received "burn"',
    "completions tcsh": 'received "tcsh"',
  };
  for (const [line, said] of Object.entries(wrong)) {
    const args = line === "" ? [] : line.split(" ");
    const { code, stdout, stderr } = await runCli(args);
    assertEquals([line, code, stdout], [line, 2, ""]);
    assertStringIncludes(stderr, said);
  }
});

Deno.test("afmpeg without an engine prints how to get one", async () => {
  await inFolder({ "in.mp4": "" }, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    const path = `${folder}/in.mp4`;
    for (const args of [["ffmpeg", "-i", path], ["probe", path]]) {
      const { code, stderr } = await runCli(args, { env });
      assertEquals(code, 125);
      for (const way of ["engine build", "--engine", "AFMPEG_ENGINE"]) {
        assertStringIncludes(stderr, way);
      }
    }
  });
});

Deno.test("afmpeg is documented with the permissions that it is tested with", async () => {
  const root = new URL("../../", import.meta.url);
  for (const name of ["README.md", "src/cli/README.md", "deno.json"]) {
    const text = await Deno.readTextFile(new URL(name, root));
    const joined = text.replace(/ \\\n +/g, " ");
    assertStringIncludes(
      joined,
      permissions.join(" "),
    );
    if (name.startsWith("src/")) {
      assertStringIncludes(joined, fewPermissions.join(" "));
    }
  }
});

function assertFits(help: string): void {
  const lines = help.trimEnd().split("\n");
  assert(lines.length <= LINES, `${lines.length} lines:\n${help}`);
  for (const line of lines) assert(line.length <= COLUMNS, line);
}
