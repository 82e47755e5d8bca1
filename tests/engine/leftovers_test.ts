// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path/posix";
import { inFolder, namesIn } from "../support/cli.ts";
import { denoDir } from "../support/deno_dir.ts";

/** What a build that was killed leaves, and what stays. */
const cached = {
  "afmpeg/engine/work-0a1b2c3d4e5f6789/ffmpeg/config.h": "",
  "afmpeg/engine/jobs-3ffd6f3a9b7c5aa/pipe": "",
  "afmpeg/engine/apt-20f91ab9a81334e/lists/lock": "",
  "afmpeg/engine/made-66/ffmpeg.wasm": "",
  "afmpeg/engine/gpl-9.0-0a1b2c3d4e5f6789/ffmpeg.wasm": "",
  "afmpeg/engine/parts/zlib-0a1b2c3d4e5f6789/lib/libz.a": "",
  "afmpeg/engine/sources/work-1.tar.xz": "",
  "afmpeg/engine/work-shop/mine": "",
};

const kept = ["gpl-9.0-0a1b2c3d4e5f6789", "parts", "sources", "work-shop"];

/** The folders of the cache after a build there that fails, since it finds no program. */
async function afterBuild(folder: string, held?: string): Promise<string[]> {
  const cache = `${folder}/afmpeg/engine`;
  const url = new URL("../../engine/build.ts", import.meta.url);
  const code = `import { buildEngine } from "${url}";
    await buildEngine("remux").catch(({ message }) => console.log(message));`;
  using lock = await Deno.open(`${cache}/${held ?? "other.lock"}`, {
    write: true,
    create: true,
  });
  await lock.lock(true);
  const build = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    env: {
      ...{ PATH: dirname(folder), XDG_CACHE_HOME: folder },
      DENO_DIR: await denoDir(),
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = new Response(build.stdout).text();
  for await (const bytes of build.stderr) {
    const text = new TextDecoder().decode(bytes);
    if (!text.includes("Waiting for another build")) continue;
    assertEquals((await foldersIn(cache)).includes("made-66"), true);
    await lock.unlock();
  }
  assertStringIncludes(await said, "Cannot");
  return await foldersIn(cache);
}

async function foldersIn(cache: string): Promise<string[]> {
  const names = await namesIn(cache);
  return names.filter((name) => Deno.statSync(`${cache}/${name}`).isDirectory)
    .filter((name) => !["ccache", "logs"].includes(name)).sort();
}

Deno.test("a build removes what builds that were killed left, and nothing else", async () => {
  await inFolder(cached, async (folder) => {
    assertEquals(await afterBuild(folder), kept);
  });
});

Deno.test("a build removes nothing while another one holds the lock", async () => {
  await inFolder(cached, async (folder) => {
    assertEquals(await afterBuild(folder, "lock"), kept);
  });
  // Its workshop may be any of them.
  await inFolder(cached, async (folder) => {
    const names = await afterBuild(folder, "checkasm.lock");
    assertEquals(names.filter((name) => !kept.includes(name)), [
      ...["apt-20f91ab9a81334e", "jobs-3ffd6f3a9b7c5aa", "made-66"],
      "work-0a1b2c3d4e5f6789",
    ]);
  });
});
