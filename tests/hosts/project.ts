// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, fromFileUrl, join } from "@std/path/posix";
import * as esbuild from "esbuild";
import { makePackage } from "../../npm/package.ts";
import { install } from "./hosts.ts";

const root = fromFileUrl(new URL("../../", import.meta.url));

/** Makes a project at `folder` that has installed the package, packed as published. */
export async function makeProject(folder: string): Promise<void> {
  const unpacked = join(folder, "unpacked");
  await makePackage(unpacked);
  await Deno.writeTextFile(join(folder, "package.json"), '{"type":"module"}');
  const { stdout } = await new Deno.Command("npm", {
    args: ["pack", "--silent", "--pack-destination", folder],
    cwd: unpacked,
  }).output();
  const archive = new TextDecoder().decode(stdout).trim();
  await install(folder, [join(folder, archive)]);
}

/**
 * Compiles a program for a project, where it imports the package.
 *
 * @param source Its path in this repository.
 * @returns The path of the compiled program.
 */
export async function compileFor(
  folder: string,
  source: string,
): Promise<string> {
  const outfile = join(folder, `${basename(source, ".ts")}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, source)],
    outfile,
    ...{ bundle: true, format: "esm", target: "es2022" },
    ...{ platform: "neutral", external: ["@afmpeg/*", "node:*"] },
  });
  await esbuild.stop();
  return outfile;
}
