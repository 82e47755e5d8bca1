// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join } from "@std/path/posix";
import { permissions as usual } from "../../.ci/permissions.ts";
import { buildEngine } from "../../engine/build.ts";
import { denoDir } from "./deno_dir.ts";

const script = fromFileUrl(new URL("../../cli.ts", import.meta.url));

/** How the command is called. */
export interface CliOptions {
  /** Its standard input; nothing by default. */
  stdin?: "piped" | "null";
  cwd?: string;
  env?: Record<string, string>;
  /** Its permissions; by default, those in the README. */
  permissions?: readonly string[];
}

/** The command line that calls `afmpeg` with `args`. */
export function cliCommand(
  args: readonly string[],
  permissions: readonly string[] = usual,
): string[] {
  return [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", ...permissions],
    ...[script, ...args],
  ];
}

let environment: Promise<Record<string, string>> | undefined;

/** The environment of the command, with an engine built by the recipe: found once. */
export function cliEnvironment(): Promise<Record<string, string>> {
  return environment ??= findEnvironment();
}

async function findEnvironment(): Promise<Record<string, string>> {
  const { path } = await buildEngine("gpl");
  // Where Deno keeps packages, for commands with another cache.
  return { AFMPEG_ENGINE: path, NO_COLOR: "1", DENO_DIR: await denoDir() };
}

/** Starts the command. */
export async function startCli(
  args: readonly string[],
  { stdin = "null", cwd = "/", env = {}, permissions }: CliOptions = {},
): Promise<Deno.ChildProcess> {
  const [program, ...rest] = cliCommand(args, permissions);
  return new Deno.Command(program!, {
    args: rest,
    cwd,
    env: { ...await cliEnvironment(), ...env },
    stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** How the command ended, and what it printed. */
export interface CliOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end, with `input` as its standard input. */
export async function runCli(
  args: readonly string[],
  { input, ...options }: CliOptions & { input?: Uint8Array | string } = {},
): Promise<CliOutput> {
  const isPiped = input !== undefined;
  const child = await startCli(args, {
    ...options,
    stdin: isPiped ? "piped" : "null",
  });
  const written = isPiped
    ? new Blob([input as BlobPart]).stream().pipeTo(child.stdin)
    : Promise.resolve();
  const [output] = await Promise.all([
    child.output(),
    // A command need not read all of its input.
    written.catch(() => {}),
  ]);
  return {
    code: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
}

/** Passes a folder that holds `files` to `use`, then removes it. */
export async function inFolder<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "afmpeg" });
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else await Deno.writeFile(path, content);
    }
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}
