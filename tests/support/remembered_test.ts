// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { inFolder, namesIn } from "./cli.ts";
import {
  forgetUnused,
  type Memory,
  type ProgramOutcome,
  remembered,
} from "./remembered.ts";

const text = (text: string) => new TextEncoder().encode(text);

/** How often a program was run for its outcome. */
async function ask(
  memory: Memory,
  args: string[],
  content: string,
  success = true,
): Promise<{ runs: number; outcome: ProgramOutcome }> {
  let runs = 0;
  const outcome = await remembered(
    { program: "a", args, files: { in: text(content) } },
    () => {
      runs++;
      const made: ProgramOutcome = {
        ...{ success, stdout: text(`${content}\n`), stderr: "a\nb" },
        files: { out: text("1\n2"), empty: text("") },
      };
      return Promise.resolve(made);
    },
    memory,
  );
  return { runs, outcome };
}

const memoryIn = (folder: string, installed: string | undefined = "1") => ({
  folder: `${folder}/native`,
  installed: Promise.resolve(installed),
});

Deno.test("remembered() runs a program once for the same arguments and files", async () => {
  await inFolder({}, async (folder) => {
    const memory = memoryIn(folder);
    const first = await ask(memory, ["-i", "in"], "1");
    assertEquals(first.runs, 1);
    const again = await ask(memory, ["-i", "in"], "1");
    assertEquals(again, { runs: 0, outcome: first.outcome });
    assertEquals((await ask(memory, ["-i", "in"], "2")).runs, 1);
    assertEquals((await ask(memory, ["-i in"], "1")).runs, 1);
    assertEquals((await ask(memory, ["-i", "in", "-y"], "1")).runs, 1);
  });
});

Deno.test("remembered() runs anew what has failed", async () => {
  await inFolder({}, async (folder) => {
    const memory = memoryIn(folder);
    await ask(memory, ["a"], "1", false);
    assertEquals((await ask(memory, ["a"], "1")).runs, 1);
    assertEquals((await ask(memory, ["a"], "1")).runs, 0);
  });
});

Deno.test("remembered() runs anew what reads elsewhere", async () => {
  await inFolder({}, async (folder) => {
    const memory = memoryIn(folder);
    for (const name of ["/tmp/in", "http://127.0.0.1/in", "movie=/tmp/in"]) {
      await ask(memory, ["-i", name], "1");
      assertEquals((await ask(memory, ["-i", name], "1")).runs, 1, name);
    }
    for (const name of ["a/in", "25/1", "(w-8)/2", "a=/usr/share/a.ttf"]) {
      await ask(memory, ["-i", name], "1");
      assertEquals((await ask(memory, ["-i", name], "1")).runs, 0, name);
    }
  });
});

Deno.test("remembered() runs anew after another package was installed, and what was cut", async () => {
  await inFolder({}, async (folder) => {
    await ask(memoryIn(folder), ["-i", "in"], "1");
    assertEquals((await ask(memoryIn(folder, "2"), ["-i", "in"], "1")).runs, 1);
    const unknown = {
      ...memoryIn(folder),
      installed: Promise.resolve(undefined),
    };
    assertEquals((await ask(unknown, ["-i", "in"], "1")).runs, 1);
    for (const name of await namesIn(`${folder}/native`)) {
      await Deno.truncate(`${folder}/native/${name}`, 100);
    }
    assertEquals((await ask(memoryIn(folder), ["-i", "in"], "1")).runs, 1);
    assertEquals((await ask(memoryIn(folder), ["-i", "in"], "1")).runs, 0);
  });
});

Deno.test("forgetUnused() removes what nobody has asked for in a month", async () => {
  await inFolder({}, async (folder) => {
    const memory = memoryIn(folder);
    const old = new Date();
    old.setMonth(old.getMonth() - 1, old.getDate() - 1);
    const age = async () => {
      for await (const { name } of Deno.readDir(memory.folder)) {
        await Deno.utime(`${memory.folder}/${name}`, old, old);
      }
    };
    await ask(memory, ["a"], "1");
    await ask(memory, ["b"], "1");
    await age();
    assertEquals((await ask(memory, ["a"], "1")).runs, 0);
    await forgetUnused(memory);
    assertEquals((await ask(memory, ["a"], "1")).runs, 0);
    assertEquals((await ask(memory, ["b"], "1")).runs, 1);
  });
});
