// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The cookbook of the command has what guides have users type. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { recipes } from "../../src/cli/recipes.ts";
import { runCli } from "../support/cli.ts";
import { guides, linesOf } from "./blocks.ts";

const all = Object.values(recipes).flat();

/** Guides with command lines that are no recipes. */
const others = ["differences", "first-transcode", "from-a-native-ffmpeg"];

/** The command lines of a guide, each in one line and without its comment. */
function plain(guide: string): string {
  return linesOf(guide).replaceAll(/\\\n\s*/g, "").replaceAll(/ +# .*$/gm, "");
}

Deno.test("each recipe stands in its guide, whose command lines are tested", () => {
  for (const { guide, line } of all) {
    // In a guide, it may stand between others: `cat in.mkv | … > out.ts`.
    assertStringIncludes(`${plain(`${guide}.md`)}\n`, line, guide);
  }
});

Deno.test("each guide with command lines has a recipe", () => {
  const covered = new Set(all.map(({ guide }) => `${guide}.md`));
  const left = guides().filter((guide) =>
    plain(guide).includes("afmpeg ") && !covered.has(guide)
  );
  assertEquals(
    left.filter((guide) => !others.includes(guide.slice(0, -3))),
    [],
  );
});

Deno.test("afmpeg help recipes prints what to type, or what has all words", async () => {
  const { code, stdout, stderr } = await runCli(["help", "recipes"]);
  assertEquals([code, stderr], [0, ""]);
  for (const { guide, job, line } of all) {
    assertStringIncludes(stdout, `: ${job} (guides/${guide}.md)\n${line}\n`);
  }
  const gif = await runCli(["help", "recipes", "A", "gif"]);
  assertEquals(gif.code, 0);
  assertEquals(gif.stdout.match(/^afmpeg (\S+)/gm), ["afmpeg gif"]);
  const none = await runCli(["help", "recipes", "\u001b[1m"]);
  assertEquals([none.code, none.stdout], [2, ""]);
  assert(!none.stderr.includes("\u001b"));
});
