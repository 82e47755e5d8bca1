// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { WorkerScratch } from "../../src/cli/worker_scratch.ts";
import { scratchIn } from "../../src/queue/mod.ts";
import { inFolder, namesIn } from "../support/cli.ts";

// With all permissions, files are reached by handles; elsewhere, by paths.
for (const permissions of ["inherit", { read: true, write: true }] as const) {
  Deno.test({
    name: `what a job writes to a directory of the host is removed, with ${
      JSON.stringify(permissions)
    }`,
    permissions,
    async fn() {
      await inFolder({ "job-mine/a": "" }, async (folder) => {
        const scratch = await scratchIn(folder)();
        const isByHandles = permissions === "inherit";
        assertEquals(scratch.access, isByHandles ? "handles" : "paths");
        await scratch.mkdir("/a");
        await scratch.writeFile("/a/b.wav", "b");
        await scratch.writeFile("/c", "c");
        assertEquals((await namesIn(folder)).length, 2);
        await scratch[Symbol.asyncDispose]();
        assertEquals(await namesIn(folder), ["job-mine"]);
      });
    },
  });
}

Deno.test("scratchIn() keeps to its directory, and refuses what is no path", async () => {
  await inFolder({ "a/x": "" }, async (folder) => {
    const former = Deno.cwd();
    Deno.chdir(folder);
    const make = scratchIn("a");
    Deno.chdir(former);
    const scratch = await make();
    assertEquals((await namesIn(`${folder}/a`)).length, 2);
    await scratch[Symbol.asyncDispose]();
    assertEquals(await namesIn(`${folder}/a`), ["x"]);
  });
  for (const wrong of [undefined, 5, new URL("file:///tmp")]) {
    assertThrows(() => scratchIn(wrong as never), TypeError);
  }
});

Deno.test("a worker removes from its scratch what killed ones left, and nothing else", async () => {
  const foreign = {
    "afmpeg-worker-backup/a": "a",
    "afmpeg-worker-0a1b2c3d.txt": "b",
    "afmpeg-worker-0a1b2c3e": "a file",
    "elsewhere/c": "c",
  };
  const left = { "afmpeg-worker-0123cdef/job-1/out.wav": "" };
  await inFolder({ ...foreign, ...left }, async (folder) => {
    const link = "afmpeg-worker-0a1b2c3f";
    await Deno.symlink("elsewhere", `${folder}/${link}`);
    const kept = [...Object.keys(foreign), `${link}/c`]
      .map((path) => path.split("/")[0]!).sort();
    {
      await using _scratch = await WorkerScratch.open(folder);
      assertEquals((await namesIn(folder)).length, kept.length + 1);
    }
    assertEquals((await namesIn(folder)).sort(), kept);
    assertEquals(await namesIn(`${folder}/elsewhere`), ["c"]);
  });
});
