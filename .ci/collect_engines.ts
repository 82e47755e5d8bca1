// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Builds the engines and collects in a folder what a release offers: each module
 * compressed with gzip, its description, the archives of the sources that they were
 * built from, as their licences require, the manifest `engines.json`, and the checksums
 * of all of it. With the URL at which the release will be, it also pins the manifest in
 * the package: `src/module/release.generated.ts`.
 *
 * Usage: deno run -A .ci/collect_engines.ts FOLDER [URL]
 *
 * @module
 */
import { dirname, fromFileUrl, join } from "@std/path/posix";
import { buildEngine } from "../engine/build.ts";
import { cacheFolder } from "../engine/cache.ts";
import { type VariantName, variants as all } from "../engine/versions.ts";
import config from "../deno.json" with { type: "json" };
import type { Release, ReleasedEngine } from "../src/module/release.ts";
import { sha256 } from "../src/util/sha256.ts";

const variants = Object.keys(all) as VariantName[];
const [folder, url] = Deno.args;
if (folder === undefined) {
  console.error("Cannot collect engines: received no folder");
  Deno.exit(2);
}
await Deno.mkdir(folder, { recursive: true });

const engines: Record<string, ReleasedEngine> = {};
const archives = new Set<string>();
const checksums: string[] = [];
for (const variant of variants) {
  const engine = await buildEngine(variant);
  const { path } = engine;
  const name = `ffmpeg-${variant}`;
  const module = await Deno.readFile(path);
  // `afmpeg engine fetch` needs the checksum of the module, not of the archive.
  const checksum = await sha256(module);
  checksums.push(`${checksum}  ${name}.wasm`);
  engines[variant] = {
    file: `${name}.wasm.gz`,
    sha256: checksum,
    size: module.length,
  };
  const packed = new Blob([module]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(join(folder, `${name}.wasm.gz`), packed);
  const description = join(dirname(path), "module.json");
  await Deno.copyFile(description, join(folder, `${name}.json`));
  for (const archive of engine.archives) archives.add(archive);
}
for (const name of archives) {
  await Deno.copyFile(join(cacheFolder(), "sources", name), join(folder, name));
}
// What `engine()` knows, and what a signature makes a `{ manifest, key }`.
const release: Release = { version: config.version, engines };
const json = JSON.stringify(release, null, 2);
await Deno.writeTextFile(join(folder, "engines.json"), `${json}\n`);
for await (const { name } of Deno.readDir(folder)) {
  const bytes = await Deno.readFile(join(folder, name));
  checksums.push(`${await sha256(bytes)}  ${name}`);
}
await Deno.writeTextFile(
  join(folder, "SHA256SUMS"),
  `${checksums.sort().join("\n")}\n`,
);

if (url !== undefined) {
  const pinned = new URL("../src/module/release.generated.ts", import.meta.url);
  const text = await Deno.readTextFile(pinned);
  const at = text.lastIndexOf("=");
  await Deno.writeTextFile(
    pinned,
    `${text.slice(0, at)}= ${JSON.stringify({ url, ...release })};\n`,
  );
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", fromFileUrl(pinned)],
  }).output();
}
