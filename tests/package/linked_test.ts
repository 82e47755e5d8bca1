// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { cacheFolder } from "../../engine/cache_folder.ts";
import { installedVersions } from "../../engine/packages.ts";
import { tools } from "../../engine/versions.ts";
import { partsOf } from "../../npm/engine_parts.ts";
import { engineSources } from "../../npm/engine_sources.ts";
import { inFolder, runCli } from "../support/cli.ts";

/** The archives and objects of which a module has something, by the map of the linker. */
function linkedIn(map: string): string[] {
  const inputs = map.matchAll(/ (\S+?\.[ao])(?:\([^()]+\))?:\(/g);
  return [...new Set(Array.from(inputs, ([, path]) => basename(path!)))];
}

Deno.test("linkedIn() reads the map of the linker", () => {
  const map = `    Addr      Off     Size Out     In      Symbol
       -      8b5      16d         main.o:(.text.main)
       -      8b5      16d                 main
       -      a22       2d         ../prefix/lib/libz.a(crc32.o):(.text.get_crc_table)
  400       a4f       11         /usr/lib/wasm32-wasi/libc.a(exit.o):(.data.x.a:b)
`;
  assertEquals(linkedIn(map), ["main.o", "libz.a", "libc.a"]);
});

Deno.test("the bill of materials has a part for all that an engine was linked with", async () => {
  const engine = await buildEngine("lgpl");
  await inFolder({}, async (folder) => {
    // Linked once more, from the parts that are there.
    const cache = join(folder, "afmpeg/engine");
    await Deno.mkdir(cache, { recursive: true });
    for (const name of ["parts", "sources", "ccache"]) {
      await Deno.symlink(join(cacheFolder(), name), join(cache, name));
    }
    const map = join(folder, "map");
    const { code, stderr } = await runCli(
      ["engine", "build", "lgpl", "--threads=green"],
      {
        env: {
          XDG_CACHE_HOME: folder,
          // The driver of clang adds this to its own command line.
          CCC_OVERRIDE_OPTIONS: `# +-Wl,-Map=${map}`,
        },
      },
    );
    assertEquals(code, 0, stderr);
    const linked = linkedIn(await Deno.readTextFile(map));
    assert(linked.length > 30, `${linked}`);
    const parts = partsOf(engine, engineSources(engine));
    const owners = new Map(
      parts.flatMap(({ name, linked }) => linked.map((file) => [file, name])),
    );
    assertEquals(linked.filter((file) => !owners.has(file)), []);
    // Nor does it list what is not there, except for headers.
    const without = parts.filter(({ linked: own }) =>
      !own.some((file) => linked.includes(file))
    );
    assertEquals(without.map(({ name }) => name), []);
    // What it was linked with, as its description says, whatever is installed now.
    const linkedWith = await installedVersions(tools);
    assertEquals(engine.tools, linkedWith);
    const older = { ...linkedWith, "wasi-libc": "0~before" };
    const [libc] = partsOf({ ...engine, tools: older }, engineSources(engine))
      .filter(({ name }) => name === "wasi-libc");
    assert(libc);
    assertEquals(libc.version, "0~before");
    assertStringIncludes(libc.locator, "wasi-libc@0~before");
  });
});
