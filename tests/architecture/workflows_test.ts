// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What the workflows and the pages for contributors tell to run is there. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import config from "../../deno.json" with { type: "json" };
import { namesIn } from "../support/cli.ts";

const root = fromFileUrl(new URL("../../", import.meta.url));

/** The tasks that a text runs. */
function tasksIn(text: string): string[] {
  return Array.from(
    text.matchAll(/\bdeno task (?:-q )?([a-z][\w:-]*)/g),
    ([, name]) => name!,
  );
}

/** The files of this repository that a text runs with Deno or a shell, or builds from. */
function filesIn(text: string): string[] {
  const run =
    /\b(?:deno (?:run|test|eval)|bash|sh)(?: --?[\w-]+(?:=\S+)?)* ((?!-)[\w./-]+)|--file (\S+)/g;
  return Array.from(text.matchAll(run), ([, script, file]) => script ?? file!)
    .filter((name) => /[/.]/.test(name));
}

/** The tests and scripts that the arguments of a task name. */
function argumentsOf(task: string): string[] {
  return task.split(/\s+/).filter((word) =>
    /^[\w.]+\/[\w./-]*[\w]$/.test(word)
  );
}

async function exists(name: string): Promise<boolean> {
  return await Deno.stat(root + name).then(() => true, () => false);
}

Deno.test("tasksIn() and filesIn() see what is run", () => {
  const text = `- run: deno task release made "--url=x"
  RUN deno run -A cli.ts engine build && bash .ci/run
  docker build --file engine/Containerfile --output type=local,dest=engines .
  deno task -q test:unit; deno test -A tests/x.ts`;
  assertEquals(tasksIn(text), ["release", "test:unit"]);
  assertEquals(filesIn(text), [
    ...["cli.ts", ".ci/run", "engine/Containerfile", "tests/x.ts"],
  ]);
});

Deno.test("every task and every file that workflows and pages name exists", async () => {
  const workflows = ".github/workflows";
  const pages = [
    ...(await namesIn(root + workflows)).map((name) => `${workflows}/${name}`),
    ...["RELEASE.md", "CONTRIBUTING.md", "engine/README.md", ".ci/run"],
    ...["engine/Containerfile", ".github/pull_request_template.md"],
  ];
  const tasks: Record<string, string> = config.tasks;
  let seen = 0;
  for (const page of pages) {
    const text = await Deno.readTextFile(root + page);
    for (const name of tasksIn(text)) {
      assert(Object.hasOwn(tasks, name), `${page}: deno task ${name}`);
      seen++;
    }
    for (const name of filesIn(text)) {
      assert(await exists(name), `${page}: ${name}`);
      seen++;
    }
  }
  assert(seen > 20, `${seen}`);
});

Deno.test("every file that a task names exists", async () => {
  for (const [name, task] of Object.entries(config.tasks)) {
    for (const path of [...filesIn(task), ...argumentsOf(task)]) {
      assert(await exists(path), `${name}: ${path}`);
    }
    for (const other of tasksIn(task)) {
      assert(Object.hasOwn(config.tasks, other), `${name}: ${other}`);
    }
  }
});
