// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EngineDescription } from "../engine/describe.ts";
import { libraryNames, sourceOf } from "../engine/libraries.ts";
import {
  ffmpegVersions,
  type LibraryName,
  type Source,
} from "../engine/versions.ts";

/** What an engine was built from. */
export interface EngineSources {
  readonly ffmpeg: Source;
  /** Of each library, the pinned source, or the one that replaced it. */
  readonly libraries: ReadonlyMap<LibraryName, Source>;
}

/** The sources that an engine was built from, in the order of its description. */
export function engineSources(
  { variant, version, sources: built }: Pick<
    EngineDescription,
    "variant" | "version" | "sources"
  >,
): EngineSources {
  const used = libraryNames({ variant }).map((name) => {
    const source = [sourceOf(name), sourceOf(name, [name])]
      .find((source) => built.includes(source.package));
    if (source !== undefined) return [name, source] as const;
    throw new Error(
      `Cannot name the sources of ${variant}: received no ${name} in ${built}`,
    );
  });
  return { ffmpeg: ffmpegVersions[version], libraries: new Map(used) };
}
