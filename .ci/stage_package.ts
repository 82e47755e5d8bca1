// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Stages the package as it is published: exactly the published files, without the
 * stand-ins for the standard library. `deno task package` checks it; `deno task
 * package FOLDER` leaves it in a folder, from which `deno publish` publishes it.
 *
 * @module
 */
import { dirname, fromFileUrl, join, relative } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { forge, packagedPage, packagedPages } from "./packaged_page.ts";
import { pinnedFile, pinnedModule, type PinnedRelease } from "./pinned.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** Third-party packages that the package itself imports, where they are needed. */
export const ofPackage: readonly string[] = [
  "@zip.js/zip.js",
  "aws4fetch",
  "bullmq",
  "ioredis",
];

/**
 * Those that only a queue on a server imports. On npm, its users install them: they
 * are most of what an installation takes.
 */
export const ofServers: readonly string[] = ["bullmq", "ioredis"];

/** A file of the package. */
export interface PackedFile {
  /** Its path in the package. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** The stand-ins for the standard library, for a project outside this folder. */
export const standIns: readonly string[] = config.links.map((link) =>
  join(root, link)
);

/**
 * Puts the package into `folder`, and checks it by a dry run of `deno publish`.
 *
 * @param release What `engine()` of it knows.
 * @returns Its files. Throws if the dry run fails or warns.
 */
export async function stagePackage(
  folder: string,
  release?: PinnedRelease,
): Promise<PackedFile[]> {
  const stage = await Deno.makeTempDir();
  try {
    const staged = join(stage, "package");
    await copyPackage(staged);
    if (release !== undefined) {
      await Deno.writeTextFile(
        join(staged, pinnedFile),
        await pinnedModule(release),
      );
    }
    const workspace = { workspace: ["./package"], links: standIns };
    await Deno.writeTextFile(
      join(stage, "deno.json"),
      JSON.stringify(workspace),
    );
    const files = await dryRunOf(staged);
    for (const { path } of files) {
      await copy(join(staged, path), join(folder, path));
    }
    return files;
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** Copies the files of the package into `folder`, with `changed` settings. */
export async function copyPackage(
  folder: string,
  changed: Record<string, unknown> = {},
): Promise<void> {
  const { links: _, tasks: __, allowScripts: ___, imports, ...kept } = config;
  for (const name of kept.publish.include) {
    await copy(join(root, name), join(folder, name));
  }
  await linkPages(folder);
  // The tests import other third-party packages, too.
  const own = Object.entries(imports)
    .filter(([name]) => name.startsWith("@std/") || ofPackage.includes(name));
  const settings = { ...kept, imports: Object.fromEntries(own), ...changed };
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    `${JSON.stringify(settings, null, 2)}\n`,
  );
}

/**
 * What `deno publish` would publish of a folder.
 *
 * @throws {Error} if it refuses, or warns.
 */
export async function dryRunOf(folder: string): Promise<PackedFile[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout) + decoder.decode(stderr);
  if (!success || /^warning/im.test(output)) {
    throw new Error(`Cannot publish the package:\n${output}`);
  }
  const urls = output.matchAll(/^ +(file:\/\/\S+) \(/gm);
  const real = await Deno.realPath(folder);
  return await Promise.all(
    Array.from(urls, async ([, url]) => {
      const path = relative(real, fromFileUrl(url!));
      const { size } = await Deno.stat(join(folder, path));
      return { path, size };
    }),
  );
}

/** Lets the pages of the package in `folder` link to the repository that they are of. */
export async function linkPages(folder: string): Promise<void> {
  for (const name of packagedPages) {
    const path = join(folder, name);
    const page = packagedPage(await Deno.readTextFile(path), forge());
    await Deno.writeTextFile(path, page);
  }
}

/** Copies a file, or a folder with everything in it. */
export async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) {
    await Deno.mkdir(dirname(to), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) {
    await copy(join(from, name), join(to, name));
  }
}

if (import.meta.main) {
  const [given] = Deno.args;
  const folder = given ?? await Deno.makeTempDir();
  const files = await stagePackage(folder);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  console.log(
    `${config.name}@${config.version}: ${files.length} files, ${total} bytes`,
  );
  if (given === undefined) await Deno.remove(folder, { recursive: true });
}
