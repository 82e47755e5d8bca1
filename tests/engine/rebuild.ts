// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The recipe makes the same bytes elsewhere: two engines are built from nothing, which
 * takes as long as it sounds.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { ensurePackages } from "../../engine/packages.ts";
import { boundModule } from "../../npm/bound_module.ts";
import { inFolder } from "../support/cli.ts";

const script = fromFileUrl(new URL("../../.ci/rebuild.ts", import.meta.url));

/** Rebuilds an engine; what was printed. */
async function rebuild(...args: string[]): Promise<string> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, "lgpl-lean", ...args],
    stderr: "inherit",
  }).output();
  const said = new TextDecoder().decode(stdout);
  assertEquals(code, 0, said);
  return said;
}

Deno.test("an engine in a package is what another user builds in another place", async () => {
  const { path } = await buildEngine("lgpl-lean");
  const packed = boundModule(await Deno.readFile(path));
  await inFolder({ "ffmpeg.wasm": packed }, async (folder) => {
    const said = await rebuild(`${folder}/ffmpeg.wasm`);
    assertStringIncludes(said, "the same, as in packages");
  });
});

Deno.test("an engine is what a plain Debian 12 builds", async () => {
  await ensurePackages(["mmdebstrap"]);
  const { path } = await buildEngine("lgpl-lean");
  assertStringIncludes(await rebuild(path, "--plain"), "the same, as built");
});
