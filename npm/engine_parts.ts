// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EngineDescription } from "../engine/describe.ts";
import { libraries } from "../engine/libraries.ts";
import { libcSource, type Source } from "../engine/versions.ts";
import type { EngineSources } from "./engine_sources.ts";
import type { Part } from "./sbom.ts";

/** The parts of an engine, as a bill of materials lists them. */
export function partsOf(
  { license, threads }: Pick<EngineDescription, "license" | "threads">,
  sources: EngineSources,
): Part[] {
  const part = (source: Source, license: string, recipe: string[]): Part => {
    const [name, version] = nameAndVersion(source);
    return { name, version, license, files: source.files, recipe };
  };
  // Several libraries may be of one source.
  const bySource = Map.groupBy(
    sources.libraries,
    ([, source]) => source.package,
  );
  return [
    part(sources.ffmpeg, license, [
      ...["ffmpeg.ts", "simd_ffmpeg.ts", "shim", "threads", "fonts", "simd"],
    ]),
    ...Array.from(bySource.values(), (taken) => {
      const names = taken.map(([name]) => name);
      const licences = new Set(names.map((name) => libraries[name].license));
      return part(
        taken[0]![1],
        [...licences].join(" AND "),
        names.map((name) => `libraries/${name}.ts`),
      );
    }),
    ...(threads === "real"
      ? [part(libcSource, LIBC_LICENSE, ["sysroot.ts", "threads/real"])]
      : []),
  ];
}

/** The licences of wasi-libc's source, as Debian lists them. */
const LIBC_LICENSE =
  "CC0-1.0 AND MIT AND BSD-2-Clause AND BSD-3-Clause AND ISC";

/** Of `lame=3.100-6`, the name and the version. */
export function nameAndVersion(
  { package: pinned }: Source,
): [string, string] {
  const at = pinned.indexOf("=");
  return [pinned.slice(0, at), pinned.slice(at + 1)];
}

/** When a package is made; fixed by the variable that makes builds reproducible. */
export function creationDate(): Date {
  const seconds = Deno.env.get("SOURCE_DATE_EPOCH");
  return seconds === undefined ? new Date() : new Date(Number(seconds) * 1000);
}
