// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { inFolder } from "../support/cli.ts";
import { denoDir } from "../support/deno_dir.ts";
import { nativeProbe } from "../support/native.ts";

const script = fromFileUrl(new URL("../../examples/demo.ts", import.meta.url));

/** Runs the demo on a machine that has no engine in its cache. */
async function demo(
  cache: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
    env: { XDG_CACHE_HOME: cache, DENO_DIR: await denoDir(), ...env },
  }).output();
  const [out, said] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, said: said! + out };
}

Deno.test("the demo runs at once with an engine that is named", async () => {
  const { path } = await buildEngine("gpl");
  await inFolder({}, async (folder) => {
    // As in a package from npm.
    await Deno.symlink(path, `${folder}/ffmpeg.wasm`);
    const { code, said } = await demo(folder, [
      ...["--engine", folder, "--out", `${folder}/out`],
    ]);
    assertEquals(code, 0, said);
    assertStringIncludes(said, `There is an engine: ${folder}/ffmpeg.wasm\n`);
    assertMatch(said, /^\[#+\] 100 % {2}done in \d+:\d\d$/m);
    const { streams } = await nativeProbe("out.mp4", {
      "out.mp4": await Deno.readFile(`${folder}/out/out.mp4`),
    });
    assertEquals(
      streams.map(({ codec_name, width }) => [codec_name, width]),
      [["h264", 320], ["aac", undefined]],
    );
    // What it has made can be its input.
    const again = await demo(folder, [
      ...["--engine", folder, "--in", `${folder}/out/out.mp4`],
    ]);
    assertEquals(again.code, 0, again.said);
  });
});

Deno.test("the demo says before it builds an engine how long that takes", async () => {
  await inFolder({}, async (folder) => {
    // Without any program, building fails at once.
    const { code, said } = await demo(folder, [], { PATH: folder });
    assertEquals(code, 1);
    assertMatch(said, /"gpl-lean" is built, once: it takes some \d minutes/);
    assertMatch(said, /^\[-+\] {3}0 % {2}building tools, about \d:\d\d left$/m);
    assertStringIncludes(said, "PackageError");
  });
});

Deno.test("the demo refuses what is no engine for it", async () => {
  await inFolder({ "empty/x": "" }, async (folder) => {
    const { code, said } = await demo(folder, ["--engine", `${folder}/empty`]);
    assertEquals(code, 1);
    assertStringIncludes(said, "received none of ffmpeg.wasm");
    for (const wrong of ["--enginee=x", "x"]) {
      const { code, said } = await demo(folder, [wrong]);
      assertEquals(code, 1);
      assertStringIncludes(said, `received "${wrong}"`);
    }
  });
});
