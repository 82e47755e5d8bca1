// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { libraryNames, sourceOf } from "../../engine/libraries.ts";
import {
  ffmpegVersions,
  type LibraryName,
  sources,
} from "../../engine/versions.ts";
import { engineSources } from "../../npm/engine_sources.ts";

const variant = "full";

/** How an engine is described of which some sources were replaced. */
function described(replaced: readonly LibraryName[], version: "8.1" | "9.0") {
  const used = libraryNames({ variant });
  const all = [
    ffmpegVersions[version],
    ...used.map((name) => sourceOf(name, replaced)),
  ];
  const packages = all.map((source) => source.package);
  return {
    used,
    all,
    engine: { variant, version, sources: packages } as const,
  };
}

Deno.test("an engine's package names the sources that it was built from, also in place of others", () => {
  // With another version of its own, and with the original archive alone.
  for (const replaced of [[], ["dav1d"], ["lame", "dav1d"]] as const) {
    const { used, all, engine } = described(replaced, "9.0");
    const { ffmpeg, libraries } = engineSources(engine);
    assertEquals([ffmpeg, ...libraries.values()], all);
    assertEquals([...libraries.keys()], used);
  }
  const { ffmpeg } = engineSources(described([], "8.1").engine);
  assertEquals(ffmpeg, ffmpegVersions["8.1"]);
});

Deno.test("no package is made of an engine whose sources are not known", () => {
  const { engine } = described([], "9.0");
  const unknown = engine.sources.map((name) =>
    name === sources.lame.package ? "lame=0.1" : name
  );
  assertThrows(
    () => engineSources({ ...engine, sources: unknown }),
    Error,
    "received no lame in",
  );
});
