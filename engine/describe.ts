// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { libraryNames, type Selection, sourceOf } from "./libraries.ts";
import { installedVersions } from "./packages.ts";
import {
  type FfmpegVersion,
  ffmpegVersions,
  libcSource,
  type Threads,
  tools,
  type VariantName,
  variants,
} from "./versions.ts";

/** The description of a built engine: `module.json` next to the module. */
export interface EngineDescription {
  readonly variant: VariantName;
  /** The version of FFmpeg. */
  readonly version: FfmpegVersion;
  readonly threads: Threads;
  readonly license: string;
  /** The sources that it was built from. */
  readonly sources: readonly string[];
  /** The names of their archives. */
  readonly archives: readonly string[];
  /** The versions of Debian's packages that it was linked with: the recipe's tools. */
  readonly tools: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What it imports, as `module.name`. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  /** The components of FFmpeg, by kind: `{ decoder: ["aac", ...], ... }`. */
  readonly components: Readonly<Record<string, readonly string[]>>;
}

/** Describes a module from its bytes and from the header that `configure` made. */
export async function describe(
  selection: Selection,
  bytes: Uint8Array<ArrayBuffer>,
  componentsHeader: string,
): Promise<EngineDescription> {
  const { variant, version, threads, replaced } = selection;
  // More than one library may be built from a source.
  const sources = new Set([
    ffmpegVersions[version],
    ...libraryNames(selection).map((name) => sourceOf(name, replaced)),
    ...(threads === "real" ? [libcSource] : []),
  ]);
  const module = new WebAssembly.Module(bytes);
  const gzip = new Blob([bytes]).stream().pipeThrough(
    new CompressionStream("gzip"),
  );
  return {
    variant,
    version,
    threads,
    license: variants[variant].license,
    sources: Array.from(sources, (source) => source.package),
    archives: [...sources].flatMap(({ files }) => Object.keys(files)),
    tools: await installedVersions(tools),
    bytes: bytes.length,
    gzipBytes: (await new Response(gzip).bytes()).length,
    imports: WebAssembly.Module.imports(module).map(({ module, name }) =>
      `${module}.${name}`
    ),
    exports: WebAssembly.Module.exports(module).map(({ name }) => name),
    components: enabledComponents(componentsHeader),
  };
}

const kinds = [
  ...["decoder", "encoder", "demuxer", "muxer", "filter", "parser", "bsf"],
  ...["protocol", "indev"],
];

/** The components that `config_components.h` enables, by kind. */
export function enabledComponents(header: string): Record<string, string[]> {
  const components: Record<string, string[]> = {};
  for (const kind of kinds) {
    const pattern = new RegExp(
      `^#define CONFIG_(\\w+)_${kind.toUpperCase()} 1$`,
      "gm",
    );
    components[kind] = Array.from(
      header.matchAll(pattern),
      ([, name]) => name!.toLowerCase(),
    );
  }
  return components;
}

/** The description, for people. */
export function summary(engine: EngineDescription): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const counts = Object.entries(engine.components)
    .map(([kind, names]) => `${names.length} ${kind}s`);
  return [
    `${engine.variant}: ${engine.license}; ${engine.sources.join(", ")}`,
    `size: ${mb(engine.bytes)} raw, ${mb(engine.gzipBytes)} gzip`,
    `imports: ${engine.imports.length} (${
      engine.imports.map((name) => name.split(".")[1]).join(", ")
    })`,
    `components: ${counts.join(", ")}`,
  ].join("\n");
}
