// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join, relative } from "@std/path/posix";
import * as esbuild from "esbuild";
import config from "../deno.json" with { type: "json" };
import { pinnedModule, type PinnedRelease } from "../.ci/pinned.ts";
import { ofPackage } from "../.ci/stage_package.ts";
import { deno } from "./for_deno.ts";
import { notProvided } from "./not_provided.ts";
import { tooYoung } from "./too_young.ts";
import { guestScript } from "../src/worker/script.generated.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** What every host understands that the package is made for. */
const TARGET = "es2022";

/** What stands in for Deno there. */
const standIn = join(root, "npm/deno.ts");

/** What stands in for what is younger than the oldest host. */
const younger = join(root, "npm/younger.ts");

/** The same for the script of the guest's thread, which needs nothing else of it. */
const suppressedError = `globalThis.SuppressedError ??= class extends Error {
  name = "SuppressedError";
  constructor(error, suppressed) {
    super();
    Object.assign(this, { error, suppressed });
  }
};`;

/**
 * Bundles the entry points of `deno.json`, the program `bin.js` and the script
 * `worker.js` into `folder`. What entry points share is in chunks.
 *
 * @param release What `engine()` knows in it.
 * @returns The names of the entry points: of `"./vfs"`, it is `"vfs"`.
 */
export async function bundle(
  folder: string,
  release?: PinnedRelease,
): Promise<string[]> {
  const entries = Object.entries(config.exports)
    .map(([name, path]) => [entryName(name), join(root, path)] as const);
  const worker = await esbuild.transform(guestScript, {
    target: TARGET,
    banner: suppressedError,
    // A text, which no bundler of a page makes smaller.
    minifyWhitespace: true,
    minifySyntax: true,
  });
  try {
    await esbuild.build({
      entryPoints: {
        ...Object.fromEntries(entries),
        bin: join(root, "npm/bin.ts"),
      },
      outdir: folder,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "neutral",
      target: TARGET,
      sourcemap: true,
      // The sources of the maps are named as in the repository.
      sourceRoot: "",
      keepNames: true,
      chunkNames: "[name]-[hash]",
      inject: [younger],
      external: ["node:*", ...ofPackage.flatMap((name) => [name, `${name}/*`])],
      logLevel: "warning",
      plugins: [
        standardLibrary,
        lowered(worker.code),
        ...(release === undefined ? [] : [pinned(release)]),
        nothingYounger,
        onEveryHost,
      ],
    });
    await Deno.writeTextFile(join(folder, "worker.js"), worker.code);
  } finally {
    await esbuild.stop();
  }
  return entries.map(([name]) => name);
}

/** The name of an entry point in the package. */
export function entryName(exported: string): string {
  return exported === "." ? "mod" : exported.slice(2);
}

/** The standard library, wherever Deno has it. */
const standardLibrary: esbuild.Plugin = {
  name: "standard library",
  setup(build) {
    build.onResolve({ filter: /^(@std\/|npm:)/ }, ({ path }) => ({
      path: fromFileUrl(import.meta.resolve(path)),
      sideEffects: false,
    }));
  },
};

/** The script of the guest's thread, for hosts without the newest syntax. */
function lowered(script: string): esbuild.Plugin {
  return {
    name: "lowered script",
    setup(build) {
      build.onLoad({ filter: /\/worker\/script\.generated\.ts$/ }, () => ({
        contents: `export const guestScript = ${JSON.stringify(script)};`,
      }));
    },
  };
}

/** The engines of a release, in place of none. */
function pinned(release: PinnedRelease): esbuild.Plugin {
  return {
    name: "pinned release",
    setup(build) {
      build.onLoad(
        { filter: /\/module\/release\.generated\.ts$/ },
        async () => ({
          contents: await pinnedModule(release),
          loader: "ts",
        }),
      );
    },
  };
}

/** What the oldest host lacks has a stand-in, or is refused. */
const nothingYounger: esbuild.Plugin = {
  name: "nothing younger",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const [found] = tooYoung(await Deno.readTextFile(path));
      if (found === undefined) return undefined;
      const own = relative(root, path);
      throw new Error(
        `Cannot bundle ${own}: received ${found}, which Node 22 and npm/younger.ts lack`,
      );
    });
  },
};

/** What is written for Deno gets its stand-in, and finds the files beside the bundle. */
const onEveryHost: esbuild.Plugin = {
  name: "stand-in for Deno",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const own = relative(root, path);
      if (!deno.test(own)) return undefined;
      const source = await Deno.readTextFile(path);
      const [lacking] = notProvided(source);
      if (lacking !== undefined) {
        throw new Error(
          `Cannot bundle ${own}: received ${lacking}, which npm/deno.ts lacks`,
        );
      }
      // In one line with the first of the file, so that the map stays right.
      const contents = `import { Deno } from ${JSON.stringify(standIn)}; ` +
        source.replaceAll("import.meta.main", "false").replaceAll(
          "import.meta.url",
          `new URL("./${own}", import.meta.url).href`,
        );
      return { contents, loader: "ts" };
    });
  },
};
