// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path/posix";
import { SourceChecksumError, SourceStore } from "../../engine/sources.ts";
import { type Step, Steps } from "../../engine/step.ts";
import type { Source } from "../../engine/versions.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { inFolder } from "../support/cli.ts";

const archive = "lib_1.orig.tar";

/** Stands in for apt: it has one package, and copies what the "mirror" has. */
const apt = `#!/bin/sh
case "$*" in
  *showsrc*) echo "Version: 1"; echo " ${archive}" ;;
  *download-only*) echo fetched >> ../fetches; cp ../mirror .; mv mirror ${archive} ;;
esac
`;

/** Has `use` unpack a source whose archive is on a "mirror". */
async function withSource(
  use: (lab: {
    folder: string;
    source: Source;
    unpack: () => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const files = { "lib-1/a.c": "int a;\n".repeat(1000), fetches: "" };
  const programs = { "bin/apt-get": apt, "bin/apt-cache": apt };
  await inFolder({ ...files, ...programs }, async (folder) => {
    for (const name of Object.keys(programs)) {
      await Deno.chmod(join(folder, name), 0o755);
    }
    const PATH = `${folder}/bin:${Deno.env.get("PATH")}`;
    const steps = new Steps(folder, "test", ["lib"], { env: { PATH } });
    using step: Step = steps.begin("lib");
    await step.run("tar", ["-cf", "mirror", "lib-1"], { cwd: folder });
    const sum = await sha256(await Deno.readFile(join(folder, "mirror")));
    const source = {
      ...{ package: "lib=1", folder: "lib" },
      files: { [archive]: sum },
    };
    await using store = new SourceStore(folder);
    let count = 0;
    const unpack = async () => {
      const work = join(folder, `work-${count++}`);
      await Deno.mkdir(work);
      await store.unpack(source, work, step);
      return await Deno.readTextFile(join(work, "lib/a.c"));
    };
    await use({ folder, source, unpack });
  });
}

const fetches = async (folder: string) =>
  (await Deno.readTextFile(join(folder, "fetches"))).length / 8;

Deno.test("a source is fetched once, for whoever unpacks it", async () => {
  await withSource(async ({ folder, unpack }) => {
    const texts = await Promise.all([unpack(), unpack()]);
    assertEquals([...texts, await unpack()], Array(3).fill(texts[0]));
    assertEquals(await fetches(folder), 1);
  });
});

Deno.test("what a fetch has left when it was killed is fetched again", async () => {
  await withSource(async ({ folder, unpack }) => {
    const bytes = await Deno.readFile(join(folder, "mirror"));
    await Deno.mkdir(join(folder, "sources"));
    const path = join(folder, "sources", archive);
    await Deno.writeFile(path, bytes.subarray(0, 1000));
    await unpack();
    assertEquals(await Deno.readFile(path), bytes);
    assertEquals(await fetches(folder), 1);
  });
});

Deno.test("an archive that is another one is not unpacked", async () => {
  await withSource(async ({ folder, unpack }) => {
    await Deno.writeTextFile(join(folder, "mirror"), "another");
    await assertRejects(unpack, SourceChecksumError, `Cannot use ${archive}`);
  });
});
