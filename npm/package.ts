// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, fromFileUrl, join } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { compiledFiles } from "../engine/recipe.ts";
import type { PinnedRelease } from "../.ci/pinned.ts";
import { forge, packagedPages } from "../.ci/packaged_page.ts";
import { copy, linkPages, ofPackage, ofServers } from "../.ci/stage_package.ts";
import { bundle, entryName } from "./bundle.ts";
import { declare } from "./declarations.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** What is said of all packages for npm. */
export function common(): Record<string, unknown> {
  const repository = forge();
  return {
    type: "module",
    author: "The afmpeg authors",
    homepage: "https://jsr.io/@afmpeg/afmpeg",
    // The registry compares it with where a package with provenance was built.
    ...(repository !== undefined && {
      repository: {
        type: "git",
        url: `git+${repository}.git`,
      },
    }),
    publishConfig: { access: "public" },
  };
}

/** The oldest versions of other hosts that the tests run on. */
export const engines = { node: ">=22", bun: ">=1.4", deno: ">=2.9" } as const;

const notice = `# Notice

The files in \`dist\` are bundled from the sources of this package, and from parts of
the Deno Standard Library (\`@std/assert\`, \`@std/async\`, \`@std/cli\`, \`@std/path\`):
Copyright 2018-2026 the Deno authors, MIT licence (\`LICENSES/MIT.txt\`).
`;

/** Other packages, at the versions that are tested. */
function pinned(names: readonly string[], range = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config.imports)
      .filter(([name]) => names.includes(name))
      .map(([name, source]) => [
        name,
        range + source.slice(source.lastIndexOf("@") + 1),
      ]),
  );
}

/**
 * Makes the package of the library and the command in `folder`.
 *
 * @param release What `engine()` of it knows.
 */
export async function makePackage(
  folder: string,
  release?: PinnedRelease,
): Promise<void> {
  await bundle(join(folder, "dist"), release);
  const declarations = await declare(join(folder, "types"));
  const exported = Object.keys(config.exports).map((name) => {
    const entry = entryName(name);
    return [name, {
      types: `./types/${declarations.get(entry)}`,
      default: `./dist/${entry}.js`,
    }];
  });
  await writeJson(join(folder, "package.json"), {
    name: config.name,
    version: config.version,
    ...common(),
    description:
      "FFmpeg as WebAssembly over a virtual file system, for Node, Bun, Deno and pages",
    license: config.license,
    keywords: ["ffmpeg", "ffprobe", "wasm", "wasi", "video", "audio"],
    engines,
    dependencies: pinned(ofPackage.filter((name) => !ofServers.includes(name))),
    peerDependencies: pinned(ofServers, "^"),
    peerDependenciesMeta: Object.fromEntries(
      ofServers.map((name) => [name, { optional: true }]),
    ),
    bin: { afmpeg: "./dist/bin.js" },
    exports: {
      ...Object.fromEntries(exported),
      "./worker.js": "./dist/worker.js",
      "./package.json": "./package.json",
    },
    sideEffects: ["./dist/bin.js", "./dist/worker.js"],
    files: ["dist", "types", "LICENSES", "*.md"],
  });
  for (const name of [...packagedPages, "LICENSE", "LICENSES"]) {
    await copy(join(root, name), join(folder, name));
  }
  await linkPages(folder);
  await Deno.writeTextFile(join(folder, "NOTICE.md"), notice);
  // What `afmpeg engine build` compiles.
  for (const name of compiledFiles) {
    await copy(join(root, "engine", name), join(folder, "dist/engine", name));
  }
  const bin = join(folder, "dist/bin.js");
  await Deno.writeTextFile(
    bin,
    `#!/usr/bin/env node\n${await Deno.readTextFile(bin)}`,
  );
  await Deno.chmod(bin, 0o755);
}

/** Writes a value as JSON for people. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
