// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, fromFileUrl, join } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { buildEngine, type Engine } from "../engine/build.ts";
import { cacheFolder } from "../engine/cache_folder.ts";
import { sha256 } from "../src/util/sha256.ts";
import { boundModule } from "./bound_module.ts";
import { engineNames } from "./engine_names.ts";
import { creationDate, nameAndVersion, partsOf } from "./engine_parts.ts";
import { engineSources } from "./engine_sources.ts";
import { copyLicences, extractLicences } from "./licence_texts.ts";
import { common, writeJson } from "./package.ts";
import { runtimePartsOf } from "./runtime_parts.ts";
import { billOfMaterials, type Part } from "./sbom.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/**
 * Makes the package of an engine, by its name in {@linkcode engineNames}, in `folder`; builds
 * the engine if it is not cached.
 */
export async function makeEnginePackage(
  engineName: string,
  folder: string,
): Promise<void> {
  const { variant, threads } = engineNames.get(engineName)!;
  const engine = await buildEngine(variant, { threads });
  const module = boundModule(await Deno.readFile(engine.path));
  const checksum = await sha256(module);
  const sources = engineSources(engine);
  const parts = partsOf(engine, sources);
  const name = `@afmpeg/engine-${engineName}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "ffmpeg.wasm"), module);
  await Deno.copyFile(
    join(dirname(engine.path), "module.json"),
    join(folder, "module.json"),
  );
  await writeText(folder, {
    "index.js":
      `/** The module, for \`Runtime.create({ module: { file } })\`. */
export const file = new URL("./ffmpeg.wasm", import.meta.url);
/** Its SHA-256, for \`{ url, sha256 }\`. */
export const sha256 = "${checksum}";
`,
    "index.d.ts":
      `/** The module, for \`Runtime.create({ module: { file } })\`. */
export declare const file: URL;
/** Its SHA-256, for \`{ url, sha256 }\`. */
export declare const sha256: string;
`,
    "README.md": readme(name, engine),
    "SOURCES.md": sourcesPage(name, parts),
  });
  await writeJson(
    join(folder, "sbom.spdx.json"),
    billOfMaterials({
      ...{ name, version: config.version, license: engine.license },
      file: "ffmpeg.wasm",
      ...{ sha256: checksum, parts, created: creationDate() },
      locator: `pkg:npm/${name.replace("@", "%40")}@${config.version}`,
    }),
  );
  await writeJson(join(folder, "package.json"), {
    ...{ name, version: config.version },
    ...common(),
    description:
      `FFmpeg ${engine.version} as WebAssembly for @afmpeg/afmpeg (${engine.license})`,
    license: engine.license,
    exports: {
      ".": { types: "./index.d.ts", default: "./index.js" },
      "./ffmpeg.wasm": "./ffmpeg.wasm",
      "./module.json": "./module.json",
      "./package.json": "./package.json",
    },
    sideEffects: false,
  });
  const store = join(cacheFolder(), "sources");
  for (const source of [sources.ffmpeg, ...sources.libraries.values()]) {
    const [title] = nameAndVersion(source);
    await extractLicences(source, store, join(folder, "LICENSES", title));
  }
  for (const { name } of runtimePartsOf(engine)) {
    await copyLicences(name, join(folder, "LICENSES", name));
  }
  await Deno.copyFile(
    join(root, "LICENSES/MIT.txt"),
    join(folder, "LICENSES/afmpeg-MIT.txt"),
  );
}

function readme(name: string, engine: Engine): string {
  const { version, license, bytes } = engine;
  const size = (bytes / 1e6).toFixed(0);
  return `# ${name}

FFmpeg ${version} and ffprobe as one WebAssembly module of ${size} MB, for
[\`@afmpeg/afmpeg\`](https://www.npmjs.com/package/@afmpeg/afmpeg) ${config.version}.

\`\`\`js
import { Runtime } from "@afmpeg/afmpeg";
import { file } from "${name}";

const runtime = await Runtime.create({ module: { file } });
\`\`\`

Deno, and Node from 24 on, also compile it while they load it, which needs no
permission:

\`\`\`js
import source module from "${name}/ffmpeg.wasm";

const runtime = await Runtime.create({ module });
\`\`\`

In a page, serve \`ffmpeg.wasm\` and give \`{ url, sha256 }\`; \`sha256\` is exported
here. Compressed, it is a third as large. A CDN that limits the size of a file (50 MB
and less are usual) takes it.

${onThreads[engine.threads]}

Every loop of the module can be stopped, and its memory grows to 2 GiB at most;
\`maxMemoryBytes\` sets a limit below that. \`module.json\` says what is in it, and
\`afmpeg inspect\` shows it.

## Licence and sources

${license}: the texts of all licences are in \`LICENSES\`. SOURCES.md names each source
with its version, its checksums, its licence and what is changed; \`sbom.spdx.json\` says
the same to machines. Codecs may be covered by patents, which no licence here covers.
`;
}

/** What users have to know about the threads of an engine. */
const onThreads = {
  green:
    `Its threads take turns, which needs JavaScript Promise Integration (JSPI): it runs on
Deno, on Bun from 1.4 on, on Node from 24 on, in Chromium and in Firefox. The package of the
same name with \`-threads\` uses all processors.`,
  real:
    `Its threads run at the same time, on all processors: one long job is done sooner. It
runs on Deno, on Bun from 1.4 on, on Node from 22 on, and in pages that are cross-origin
isolated. The package of the same name without \`-threads\` has threads that take turns: runs
are reproducible, and many jobs side by side cost less.`,
} as const;

function sourcesPage(name: string, parts: readonly Part[]): string {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return `# Corresponding source of ${name} ${config.version}

The module was built from these archives by the recipe of \`@afmpeg/afmpeg\`
${config.version}: the folder \`engine\` of its repository and of its package on JSR, which
\`afmpeg engine build\` follows. The recipe also says what is changed in each source. The
archives are offered with the release ${config.version} of the repository, as \`sources.tar\`,
for as long as the module is; Debian has them, too. What has no archive below is the recipe's
own C, and what the compiler of Debian 12 links into every program.

${row(["source", "version", "licence", "changed by"])}
${row(["---", "---", "---", "---"])}
${
    parts.map(({ name, version, license, recipe }) =>
      row([
        name,
        version,
        license,
        recipe.map((path) => `\`engine/${path}\``).join(", ") || "nothing",
      ])
    ).join("\n")
  }

## Archives, by SHA-256

\`\`\`
${
    parts.flatMap(({ files }) =>
      Object.entries(files).map(([file, checksum]) => `${checksum}  ${file}`)
    ).join("\n")
  }
\`\`\`
`;
}

async function writeText(
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
}
