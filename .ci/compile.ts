// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task compile [--engine FILE] [--output FILE] [--target TRIPLE]`: compiles
 * the command into one program, with an engine inside or next to it.
 *
 * `--check` does everything but the last step, for which Deno downloads the program
 * that the rest is appended to, and prints what would be in the program.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join, resolve } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { permissions } from "./permissions.ts";
import { copy, copyPackage } from "./stage_package.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** Options of {@linkcode compile}. */
export interface CompileOptions {
  /** The module to put into the program. */
  engine?: string | undefined;
  /** The path to write the program to. */
  output: string;
  /** The target system, as Deno names it. The default is this one. */
  target?: string | undefined;
  /** A program to append to, instead of the one that Deno downloads. */
  base?: string | undefined;
}

/**
 * Compiles the command.
 *
 * @returns The paths in it; a folder whose files are not listed one by one ends in
 * `/*`. Throws if Deno fails.
 */
export async function compile(options: CompileOptions): Promise<string[]> {
  const { engine, output, target, base } = options;
  const stage = await Deno.makeTempDir();
  try {
    const { links } = config;
    await copyPackage(stage, { links });
    for (const link of links) await copy(join(root, link), join(stage, link));
    if (engine !== undefined) {
      await Deno.copyFile(engine, join(stage, "engine.wasm"));
    }
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["compile", "--no-check", "--no-prompt", ...permissions],
        ...(engine === undefined ? [] : ["--include", "engine.wasm"]),
        ...(target === undefined ? [] : ["--target", target]),
        ...["--output", resolve(output), "cli.ts"],
      ],
      cwd: stage,
      env: { NO_COLOR: "1", ...(base !== undefined && { DENORT_BIN: base }) },
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stderr);
    if (!success) throw new Error(`Cannot compile:\n${said}`);
    return embeddedPaths(said);
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** Parses the tree of a program's files that Deno prints. */
export function embeddedPaths(output: string): string[] {
  const paths: string[] = [];
  const parents: string[] = [];
  const lines = output.matchAll(/^((?:[│ ] )*)[├└]─[┬─] (\S+)(?: -->.*)?/gm);
  for (const [, indent, name] of lines) {
    parents.length = indent!.length / 2;
    parents.push(name!);
    paths.push(parents.join("/"));
  }
  // A folder is listed before its contents.
  return paths.filter((path) =>
    !paths.some((other) => other.startsWith(`${path}/`))
  );
}

if (import.meta.main) {
  const { engine, output, target, check } = parseArgs(Deno.args, {
    string: ["engine", "output", "target"],
    boolean: ["check"],
    default: { output: "afmpeg" },
  }) as unknown as CompileOptions & { check: boolean };
  if (check) {
    const folder = await Deno.makeTempDir();
    const base = Deno.execPath();
    const paths = await compile({ engine, output: `${folder}/afmpeg`, base });
    await Deno.remove(folder, { recursive: true });
    console.log(paths.join("\n"));
    console.log(`${paths.length} entries would be in the program`);
  } else {
    await compile({ engine, output, target });
    console.log(output);
  }
}
