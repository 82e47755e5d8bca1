// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { makePictures } from "../../guides/pictures/make.ts";
import { Runtime } from "../../mod.ts";
import { DenoFs } from "../../vfs/mod.ts";
import { engineBytes } from "../support/engine.ts";

const folder = new URL("../../guides/pictures/", import.meta.url);
const MOST = 300_000;

Deno.test("the pictures of the guides are small, and what their script makes", async () => {
  const module = { bytes: await engineBytes("gpl") };
  await using runtime = await Runtime.create({ module });
  const made = await makePictures(runtime, new DenoFs("/usr/share/fonts"));
  const names = Deno.readDirSync(folder).map(({ name }) => name)
    .filter((name) => name !== "make.ts").toArray();
  assertEquals(names.sort(), [...made.keys()].sort());
  let bytes = 0;
  for (const [name, picture] of made) {
    const kept = await Deno.readFile(new URL(name, folder));
    assert(
      kept.length === picture.length &&
        kept.every((byte, i) => byte === picture[i]),
      `${name} has changed: run deno run -A guides/pictures/make.ts, and look`,
    );
    bytes += kept.length;
  }
  assert(bytes < MOST, `${bytes} bytes`);
});
