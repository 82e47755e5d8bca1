// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { buildEngine } from "../engine/build.ts";
import { cacheFolder } from "../engine/cache_folder.ts";
import { engineNames } from "../npm/engine_names.ts";
import config from "../deno.json" with { type: "json" };
import { creationDate, partsOf } from "../npm/engine_parts.ts";
import { engineSources } from "../npm/engine_sources.ts";
import { writeJson } from "../npm/package.ts";
import { billOfMaterials } from "../npm/sbom.ts";
import type { Release, ReleasedEngine } from "../src/module/release.ts";
import { sha256 } from "../src/util/sha256.ts";

/**
 * Builds the engines and collects in a folder what a release offers: each module
 * compressed with gzip, its description, its bill of materials, the archives of the
 * sources that they were built from in one, as their licences require, the manifest
 * `engines.json`, and the checksums of all of it.
 *
 * @returns What the manifest says.
 */
export async function collectEngines(
  folder: string,
  names: readonly string[],
): Promise<Release> {
  await Deno.mkdir(folder, { recursive: true });
  const engines: Record<string, ReleasedEngine> = {};
  const archives = new Set<string>();
  const checksums: string[] = [];
  for (const engineName of names) {
    const { variant, threads } = engineNames.get(engineName)!;
    const engine = await buildEngine(variant, { threads });
    const { path, archives: own, license } = engine;
    const name = `ffmpeg-${engineName}`;
    const module = await Deno.readFile(path);
    // `afmpeg engine fetch` needs the checksum of the module, not of the archive.
    const checksum = await sha256(module);
    checksums.push(`${checksum}  ${name}.wasm`);
    engines[engineName] = {
      file: `${name}.wasm.gz`,
      sha256: checksum,
      size: module.length,
    };
    const packed = new Blob([module]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(join(folder, `${name}.wasm.gz`), packed);
    const description = join(dirname(path), "module.json");
    await Deno.copyFile(description, join(folder, `${name}.json`));
    await writeJson(
      join(folder, `${name}.spdx.json`),
      billOfMaterials({
        ...{ name, version: config.version, license, file: `${name}.wasm` },
        ...{ sha256: checksum, created: creationDate() },
        parts: partsOf(engine, engineSources(engine)),
        locator: `pkg:generic/${name}@${config.version}`,
      }),
    );
    for (const archive of own) archives.add(archive);
  }
  await packSources([...archives], join(folder, "sources.tar"));
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
  return release;
}

/** In one archive, since a forge changes names such as Debian's with "~". */
async function packSources(names: readonly string[], path: string) {
  const { success, stderr } = await new Deno.Command("tar", {
    args: [
      ...["--create", "--file", path, "--mtime=@0"],
      ...["--owner=0", "--group=0", "--numeric-owner", "--mode=644"],
      ...["--directory", join(cacheFolder(), "sources"), ...names.toSorted()],
    ],
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new Error(`Cannot pack the sources: ${said}`);
}
