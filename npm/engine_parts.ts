// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import config from "../deno.json" with { type: "json" };
import type { EngineDescription } from "../engine/describe.ts";
import { ffmpegArchives } from "../engine/ffmpeg.ts";
import { libraries } from "../engine/libraries.ts";
import { libcSource, type Source } from "../engine/versions.ts";
import type { EngineSources } from "./engine_sources.ts";
import { runtimePartsOf } from "./runtime_parts.ts";
import type { Part } from "./sbom.ts";

/** The parts of an engine, as a bill of materials lists them. */
export function partsOf(
  engine: Pick<EngineDescription, "license" | "threads" | "tools" | "variant">,
  sources: EngineSources,
): Part[] {
  const { license, threads, tools } = engine;
  const part = (
    source: Source,
    { license, recipe, linked }: Pick<Part, "license" | "recipe" | "linked">,
  ): Part => {
    const [name, version] = nameAndVersion(source);
    const locator = `pkg:generic/${name}@${encodeURIComponent(version)}`;
    const { files } = source;
    return { name, version, license, locator, files, recipe, linked };
  };
  // Several libraries may be of one source.
  const bySource = Map.groupBy(
    sources.libraries,
    ([, source]) => source.package,
  );
  const runtime = runtimePartsOf(engine).map((
    { name, license, files },
  ): Part => {
    // Debian's was compiled for one thread.
    if (threads === "real" && name === libcName) {
      const recipe = ["sysroot.ts", "threads/real"];
      return part(libcSource, { license, recipe, linked: files });
    }
    const version = tools[name]!;
    return {
      ...{ name, version, license, files: {}, recipe: [], linked: files },
      locator: `pkg:deb/debian/${encodeURIComponent(name)}@${
        encodeURIComponent(version)
      }?distro=bookworm`,
    };
  });
  return [
    part(sources.ffmpeg, {
      license,
      recipe: [
        ...["ffmpeg.ts", "simd_ffmpeg.ts", "shim", "threads", "fonts", "simd"],
      ],
      linked: archives(
        ["fftools", ...ffmpegArchives].map((name) => `-l${name}`),
      ),
    }),
    ...Array.from(bySource.values(), (taken) => {
      const names = taken.map(([name]) => name);
      const licences = new Set(names.map((name) => libraries[name].license));
      return part(taken[0]![1], {
        license: allOf([...licences]),
        recipe: names.map((name) => `libraries/${name}.ts`),
        linked: archives(names.flatMap((name) => libraries[name].archives))
          // Of C++, it is Debian's.
          .filter((file) => file !== "libc++.a"),
      });
    }),
    {
      ...{ name: config.name, version: config.version, license: "MIT" },
      locator: `pkg:npm/${config.name.replace("@", "%40")}@${config.version}`,
      files: {},
      recipe: ["shim", "threads"],
      linked: ["main.o", "libshim.a", "libafmpeg_threads.a"],
    },
    ...runtime,
  ];
}

const [libcName] = nameAndVersion(libcSource);

/** The expression of SPDX for several licences at once. */
export function allOf(licences: readonly string[]): string {
  const [only] = licences;
  if (licences.length === 1) return only!;
  // AND binds tighter than OR.
  return licences.map((each) => / OR /.test(each) ? `(${each})` : each)
    .join(" AND ");
}

/** The names of what options of the linker name. */
function archives(options: readonly string[]): string[] {
  return options.filter((option) => /^-l/.test(option))
    .map((option) => option.replace(/^-l(.*)$/, "lib$1.a"));
}

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
