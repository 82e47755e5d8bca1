// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { compile, embeddedPaths } from "../../.ci/compile.ts";
import { permissions } from "../../.ci/permissions.ts";
import { copyPackage, standIns } from "../../.ci/stage_package.ts";
import { buildEngine } from "../../engine/build.ts";
import { inFolder } from "../support/cli.ts";

// Replaces what Deno would download: the compiled program then does not run, but
// contains everything that it would contain.
const base = Deno.execPath();

Deno.test("compile() puts the command and the engine into one program", async () => {
  await inFolder({}, async (folder) => {
    const { path: engine } = await buildEngine("lgpl");
    const output = `${folder}/afmpeg`;
    const paths = await compile({ engine, output, base });
    const has = (path: string) => paths.includes(path);
    assert(has("cli.ts") && has("deno.json") && has("engine.wasm"));
    assert(has("src/worker/script.generated.ts"), "what the thread runs");
    const roots = new Set(paths.map((path) => path.split("/")[0]));
    assertEquals([...roots].sort(), [
      ...[".ci", ".deno_compile_node_modules", "cli.ts", "deno.json"],
      ...["engine", "engine.wasm", "src", "vfs"],
    ]);
    const program = Buffer.from(await Deno.readFile(output));
    assert(program.includes(Buffer.from(await Deno.readFile(engine))));
    assert((await Deno.stat(output)).mode! & 0o100, "it can be executed");
  });
});

Deno.test("compile() leaves the engine out unless it is named", async () => {
  await inFolder({}, async (folder) => {
    const paths = await compile({ output: `${folder}/afmpeg`, base });
    assert(paths.includes("cli.ts"));
    assertEquals(paths.filter((path) => path.endsWith(".wasm")), []);
  });
});

Deno.test("afmpeg finds the engine that is embedded in it", async () => {
  await inFolder({}, async (folder) => {
    // The layout of the files in the program.
    await copyPackage(folder, { links: standIns });
    const { path } = await buildEngine("lgpl");
    await Deno.copyFile(path, `${folder}/engine.wasm`);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...permissions, "cli.ts", "doctor"],
      cwd: folder,
      env: { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder, NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertMatch(said, /^ok +engine +ffmpeg version \d.*: in this program$/m);
  });
});

Deno.test("embeddedPaths() reads the tree that Deno prints", () => {
  const tree = `
Embedded Files

afmpeg
├─┬ a (1B)
│ ├── b.ts (1B)
│ └─┬ c (1B)
│   └── d/e.ts --> f
├── g/* (2MB - 1MB unique)
└── h.ts (1B)

Files: 1B
`;
  assertEquals(embeddedPaths(tree), ["a/b.ts", "a/c/d/e.ts", "g/*", "h.ts"]);
});
