// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { walk } from "@std/fs/walk";
import { dirname, fromFileUrl, join, relative } from "@std/path/posix";
import { takeLock } from "../engine/take_lock.ts";
import { bundle } from "../examples/playground/bundle.ts";
import { sha256 } from "../src/util/sha256.ts";
import { userCache } from "../src/util/user_cache.ts";
import { apiPages } from "./api.ts";
import { configs } from "./config.ts";
import { deadLinks } from "./links.ts";
import {
  contentOf,
  type Links,
  type Page,
  pageOf,
  slugOf,
  sourcePage,
} from "./page.ts";
import { makePictures, withPicture } from "./pictures.ts";
import { sidebarOf } from "./sidebar.ts";

const root = new URL("../", import.meta.url);
const here = new URL("./", import.meta.url);

/** Options of {@linkcode buildSite}. */
export interface SiteOptions {
  /** Where it is served: begins and ends with a slash. The default is `/`. */
  readonly base?: string;
  /**
   * The path of an engine, which makes the pictures of the guides and runs in the
   * playground. Without it, the site has neither.
   */
  readonly engine?: string;
}

/**
 * Builds the site into `folder`, which is replaced.
 *
 * @throws {Error} if a page links to what is not there.
 */
export async function buildSite(
  folder: string,
  { base = "/", engine }: SiteOptions = {},
): Promise<void> {
  const project = await installGenerator();
  using _lock = await takeLock(join(project, "lock"), "another build");
  for (const name of ["src", "public", "dist", ".astro"]) {
    await Deno.remove(join(project, name), { recursive: true }).catch(() => {});
  }
  const pages = await allPages(base, join(project, "public"));
  const pictures = engine === undefined
    ? []
    : await makePictures(engine, join(project, "public/pictures/made"));
  for (const page of pages) {
    await write(
      join(project, "src/content/docs", `${page.slug || "index"}.md`),
      contentOf(withPicture(page, pictures, base)),
    );
  }
  await makePlayground(join(project, "public/playground/app"), engine);
  const sidebar = sidebarOf(
    await Deno.readTextFile(new URL("guides/README.md", root)),
    pages,
  );
  for (
    const [name, target] of [
      ["styles.css", "src/styles.css"],
      ["favicon.svg", "public/favicon.svg"],
    ] as const
  ) {
    await write(
      join(project, target),
      await Deno.readTextFile(new URL(name, here)),
    );
  }
  for (const [name, text] of Object.entries(configs)) {
    await write(join(project, name), text);
  }
  await write(join(project, "site.json"), JSON.stringify({ base, sidebar }));
  // A host of static files that knows this file isolates the pages by it.
  await write(join(project, "public/_headers"), headersFile());
  await generate(project);
  const made = join(project, "dist");
  await adapt(made);
  const dead = await deadLinks(made, base);
  if (dead.length > 0) {
    throw new Error(`Cannot publish dead links:\n${dead.join("\n")}`);
  }
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await copyAll(made, folder);
}

/** Lets pages in a folder be read without a mouse and without seeing them. */
async function adapt(folder: string): Promise<void> {
  for await (const { path, isFile } of walk(folder)) {
    if (!isFile || !path.endsWith(".html")) continue;
    const html = await Deno.readTextFile(path);
    await Deno.writeTextFile(
      path,
      html.replaceAll("<table>", '<table tabindex="0">')
        .replaceAll("<pre data-language=", '<pre tabindex="0" data-language=')
        // A column whose cells are the names of its rows has no name itself.
        .replaceAll(/<th([^>]*)><\/th>/g, "<td$1></td>"),
    );
  }
}

/** What isolates a page, so that it has shared memory: the playground needs it. */
export const isolation: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

function headersFile(): string {
  const lines = Object.entries(isolation).map(([name, value]) =>
    `  ${name}: ${value}\n`
  );
  return `/*\n${lines.join("")}`;
}

/** The pages of the repository, what they link to, and those that are made. */
async function allPages(base: string, assets: string): Promise<Page[]> {
  const wanted = new Set<string>();
  const links: Links = { base, onFile: (path) => void wanted.add(path) };
  const pages: Page[] = [];
  for (const path of await markdownFiles()) {
    pages.push(
      pageOf(path, await Deno.readTextFile(new URL(path, root)), links),
    );
  }
  const isPage = (path: string) =>
    pages.some(({ slug }) => slug === slugOf(path));
  // Files that are shown may lead to others.
  for (const path of wanted) {
    if (/\.(webp|svg|png|gif)$/.test(path)) {
      const target = join(assets, "pictures", path);
      await Deno.mkdir(dirname(target), { recursive: true });
      await Deno.copyFile(new URL(path, root), target);
    } else if (!isPage(path)) {
      pages.push(await sourcePage(path, root, links));
    }
  }
  return [...pages, ...await apiPages(root, base), playgroundPage(base)];
}

async function markdownFiles(): Promise<string[]> {
  const found: string[] = [];
  const folders = ["bench", "engine", "fuzz", "guides", "npm", "src", "vfs"];
  for await (const { name, isFile } of Deno.readDir(root)) {
    if (isFile && name.endsWith(".md")) found.push(name);
  }
  for (const folder of folders) {
    for await (
      const { path, isFile } of walk(fromFileUrl(new URL(folder, root)))
    ) {
      if (isFile && path.endsWith(".md")) {
        found.push(relative(fromFileUrl(root), path));
      }
    }
  }
  return found.toSorted();
}

function playgroundPage(base: string): Page {
  return {
    slug: "playground",
    title: "Playground",
    body:
      `FFmpeg in this browser: a file is described, transcoded by a recipe or
by any command line, played and downloaded. Nothing is uploaded.

**[Open the playground](${base}playground/app/index.html)**

It needs shared memory, so a server must send two headers with it; without them,
the playground says which are missing:

\`\`\`text
Cross-Origin-Opener-Policy: same-origin
Cross-Origin-Embedder-Policy: require-corp
\`\`\`

\`deno task docs --serve\` sends them, and so does a host of static files that
reads \`_headers\`, which this site has. \`deno task playground\` serves the
playground alone.`,
  };
}

async function makePlayground(folder: string, engine?: string): Promise<void> {
  const source = new URL("examples/playground/", root);
  for (
    const name of [
      "describe.js",
      "index.html",
      "main.js",
      "recipes.js",
      "style.css",
    ]
  ) {
    const text = await Deno.readTextFile(new URL(name, source));
    // Servers of files take the type of a script from its name.
    await write(
      join(folder, name),
      text.replaceAll("./afmpeg.ts", "./afmpeg.js"),
    );
  }
  const script = await bundle(new URL("afmpeg.ts", source));
  await Deno.writeFile(join(folder, "afmpeg.js"), script);
  if (engine !== undefined) {
    await Deno.copyFile(engine, join(folder, "ffmpeg.wasm"));
  }
}

/**
 * Installs the generator at its locked versions, once. Returns the folder in which it
 * builds: it resolves no links, so that its packages cannot be elsewhere.
 */
export async function installGenerator(): Promise<string> {
  const lock = await Deno.readFile(new URL("generator.lock.json", here));
  const cache = userCache();
  if (cache === undefined) {
    throw new Error("Cannot find the user's cache folder");
  }
  const home = join(cache, "afmpeg/site", (await sha256(lock)).slice(0, 16));
  await Deno.mkdir(home, { recursive: true });
  using _lock = await takeLock(join(home, "lock"), "another install");
  const mark = join(home, "installed");
  const isThere = await Deno.stat(mark).then(() => true, () => false);
  if (!isThere) {
    for (
      const [name, target] of [
        ["generator.json", "package.json"],
        ["generator.lock.json", "package-lock.json"],
      ] as const
    ) await Deno.copyFile(new URL(name, here), join(home, target));
    // Not `npm ci`, which fails if a registry lacks a package for other systems.
    const quietly = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
    await run("npm", ["install", ...quietly], home);
    await Deno.writeTextFile(mark, "");
  }
  return home;
}

async function generate(project: string): Promise<void> {
  const astro = join(project, "node_modules/astro/bin/astro.mjs");
  await write(join(project, "deno.json"), '{ "nodeModulesDir": "manual" }');
  await run(
    Deno.execPath(),
    ["run", "-A", "--no-lock", astro, "build"],
    project,
  );
}

async function run(
  program: string,
  args: string[],
  cwd: string,
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    env: { ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(
    `Cannot make the site: ${program} ${args.join(" ")} failed\n` +
      decoder.decode(stdout) + decoder.decode(stderr),
  );
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

async function copyAll(from: string, to: string): Promise<void> {
  for await (const { path, isFile } of walk(from)) {
    if (!isFile) continue;
    const target = join(to, relative(from, path));
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(path, target);
  }
}
