// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { takeLock } from "../../engine/take_lock.ts";
import { userCache } from "../../src/util/user_cache.ts";
import { LONGEST_MS } from "../support/longest_ms.ts";

/** A host that the package for npm is tested on. */
export interface Host {
  /** Its name and version, for people to read. */
  readonly name: string;
  /** The path of the host's own program. */
  readonly path: string;
  /** What that program needs as its first arguments, before a script. */
  readonly before: readonly string[];
  /** Runs the script `args[0]` with the other arguments. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
}

/** Options of {@linkcode Host.run}. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The hosts that are packages on npm, and the programs in them. */
const packages = [
  { name: "Node 22", of: "node@22.23.3", program: "node/bin/node" },
  { name: "Node 24", of: "node@24.21.0", program: "node/bin/node" },
  { name: "Node 26", of: "node@26.10.0", program: "node/bin/node" },
  { name: "Bun 1.4", of: "bun@1.4.5", program: "bun/bin/bun.exe" },
] as const;

/** The names of all hosts. */
export const hostNames: readonly string[] = [
  "Deno 2.9",
  ...packages.map(({ name }) => name),
];

const folder = join(userCache()!, "afmpeg/hosts");

/** Installs the hosts, unless they are installed, and returns them with Deno. */
export async function installHosts(): Promise<Host[]> {
  return [
    hostAt(hostNames[0]!, Deno.execPath(), ["run", "-A"]),
    ...await Promise.all(packages.map(async ({ name, of, program }) => {
      const path = join(await installed(of), "node_modules", program);
      return hostAt(name, path);
    })),
  ];
}

function hostAt(
  name: string,
  path: string,
  before: readonly string[] = [],
): Host {
  return { name, path, before, run: starter(path, before) };
}

/**
 * The folder of a package from npm, which is installed there once.
 *
 * @param overrides Versions of what it depends on, instead of those that it names.
 */
export async function installed(
  of: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> {
  const home = join(folder, of);
  await Deno.mkdir(home, { recursive: true });
  // Tests in other processes want the same.
  using _lock = await takeLock(join(home, "lock"), `another install of ${of}`);
  const mark = join(home, "installed");
  const isThere = await Deno.stat(mark).then(() => true, () => false);
  if (!isThere) {
    await Deno.writeTextFile(
      join(home, "package.json"),
      JSON.stringify({ overrides }),
    );
    await install(home, [of]);
    await Deno.writeTextFile(mark, "");
  }
  return home;
}

/** Installs packages from npm into the project at `home`. */
export async function install(
  home: string,
  names: readonly string[],
): Promise<void> {
  const { code, stderr } = await starter("npm")([
    ...["install", "--silent", "--no-save", "--no-audit", "--no-fund"],
    ...["--prefix", home, ...names],
  ]);
  if (code !== 0) throw new Error(`Cannot install ${names}: ${stderr}`);
}

/**
 * What starts a program, with `before` as its first arguments. One that does not end in
 * time is stopped, and its code says so.
 */
export function starter(
  program: string,
  before: readonly string[] = [],
): Host["run"] {
  return async (args, { cwd, env = {} } = {}) => {
    const output = await new Deno.Command(program, {
      args: [...before, ...args],
      ...(cwd !== undefined && { cwd }),
      // What is tested is found first: scripts name it by its usual name.
      env: {
        PATH: [dirname(program), Deno.env.get("PATH")].join(":"),
        ...env,
      },
      stdin: "null",
      signal: AbortSignal.timeout(LONGEST_MS),
    }).output();
    const decoder = new TextDecoder();
    return {
      code: output.code,
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr),
    };
  };
}
