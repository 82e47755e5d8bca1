// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { writeJson } from "../npm/package.ts";
import { sha256 } from "../src/util/sha256.ts";
import { copy, dryRunOf } from "./stage_package.ts";

/** How large a version may be on JSR, unpacked, in bytes. */
export const JSR_LIMIT: number = 20 * 2 ** 20;

/** What is in the packages for both registries. */
const shared = ["LICENSES", "SOURCES.md", "module.json", "sbom.spdx.json"];

/**
 * Makes the package of an engine for JSR, from that for npm: raw, most engines are larger
 * than JSR allows, so the module is compressed.
 *
 * @param engine Its name in {@linkcode engineNames}.
 * @param from The folder of the package for npm.
 * @returns How large it is, in bytes.
 * @throws {Error} if JSR would refuse it.
 */
export async function makeJsrEngine(
  engine: string,
  from: string,
  folder: string,
): Promise<number> {
  const name = `@afmpeg/engine-${engine}`;
  for (const entry of shared) {
    await copy(join(from, entry), join(folder, entry));
  }
  const module = await Deno.readFile(join(from, "ffmpeg.wasm"));
  const packed = new Blob([module]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(join(folder, "ffmpeg.wasm.gz"), packed);
  const { license, version } = JSON.parse(
    await Deno.readTextFile(join(from, "module.json")),
  );
  await Deno.writeTextFile(
    join(folder, "mod.ts"),
    program(await sha256(module), module.length),
  );
  await Deno.writeTextFile(
    join(folder, "README.md"),
    readme(name, version, license),
  );
  await writeJson(join(folder, "deno.json"), {
    ...{ name, version: config.version, license, exports: "./mod.ts" },
  });
  const files = await dryRunOf(folder);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= JSR_LIMIT) return bytes;
  throw new Error(
    `Cannot publish ${name} on JSR: its files are ${bytes} bytes, and ` +
      `${JSR_LIMIT} is the limit`,
  );
}

function program(sha256: string, size: number): string {
  return `/**
 * An engine for \`@afmpeg/afmpeg\`.
 *
 * @module
 */

const at = new URL("./ffmpeg.wasm.gz", import.meta.url);
const sha256 = "${sha256}";

/**
 * The engine, for \`Runtime.create({ module })\`: where its file is, and the checksum of
 * what is in it.
 */
export const module:
  | { readonly file: URL; readonly sha256: string }
  | { readonly url: URL; readonly sha256: string; readonly size: number } =
    at.protocol === "file:"
      ? { file: at, sha256 }
      : { url: at, sha256, size: ${size} };
`;
}

function readme(name: string, version: string, license: string): string {
  return `# ${name}

FFmpeg ${version} and ffprobe as one WebAssembly module, for
[\`@afmpeg/afmpeg\`](https://jsr.io/@afmpeg/afmpeg) ${config.version}.

\`\`\`ts
import { Runtime } from "jsr:@afmpeg/afmpeg";
import { module } from "jsr:${name}";

await using runtime = await Runtime.create({ module });
\`\`\`

It is fetched from JSR once, verified, and cached: that needs permission for \`jsr.io\`
and for the cache. Its loops can be stopped, and its memory grows to 2 GiB at most.

## Licence and sources

${license}: the texts of all licences are in \`LICENSES\`. SOURCES.md names each source
with its version, its checksums, its licence and what is changed; \`sbom.spdx.json\` says
the same to machines. Codecs may be covered by patents, which no licence here covers.
`;
}
