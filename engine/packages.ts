// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { delay } from "@std/async/delay";
import { BuildError } from "./build_error.ts";

/** How long to wait for the locks of apt, in milliseconds, and how many times. */
const LOCK_DELAY = 1000;
const LOCK_TRIES = 600;

/** A Debian package is missing and cannot be installed. */
export class PackageError extends BuildError {
  override readonly name = "PackageError";
  /** The missing packages. */
  readonly packages: readonly string[];

  /** Makes the error. */
  constructor(packages: readonly string[], why: string) {
    super(
      `Cannot go on without ${packages.join(", ")}: ${why}. Run as root:\n` +
        `  apt-get update && apt-get install ${packages.join(" ")}`,
    );
    this.packages = packages;
  }
}

/**
 * The versions of those of `packages` that are installed, by their names.
 *
 * @throws {PackageError} on another system than Debian.
 */
async function versionsIn(
  packages: readonly string[],
): Promise<Map<string, string>> {
  let listing: string;
  try {
    const { stdout } = await new Deno.Command("dpkg-query", {
      args: ["-W", "-f", "${Package} ${Version} ${Status}\n", ...packages],
      stderr: "null",
    }).output();
    listing = new TextDecoder().decode(stdout);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PackageError(packages, "this is no Debian system");
  }
  const installed = listing.split("\n")
    .filter((line) => line.endsWith(" install ok installed"))
    .map((line) => line.split(" "));
  return new Map(installed.map(([name, version]) => [name!, version!]));
}

/** Those of `packages` that are not installed. */
export async function missingPackages(
  packages: readonly string[],
): Promise<string[]> {
  const versions = await versionsIn(packages);
  return packages.filter((name) => !versions.has(name));
}

/**
 * The versions of packages, by their names.
 *
 * @throws {PackageError} if one is not installed.
 */
export async function installedVersions(
  packages: readonly string[],
): Promise<Record<string, string>> {
  const versions = await versionsIn(packages);
  const missing = packages.filter((name) => !versions.has(name));
  if (missing.length > 0) {
    throw new PackageError(missing, "what an engine was built with is gone");
  }
  return Object.fromEntries(versions);
}

/**
 * Installs those of `packages` that are missing.
 *
 * @throws {PackageError} if one cannot be installed.
 */
export async function ensurePackages(
  packages: readonly string[],
): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  if (Deno.uid() !== 0) {
    throw new PackageError(missing, "installing needs root");
  }
  console.error(`Installing ${missing.join(", ")}`);
  for (
    const args of [
      ["-q", "update"],
      ["-q", "install", "-y", "--no-install-recommends", ...missing],
    ]
  ) {
    const output = await aptGet(args);
    if (output === undefined) continue;
    console.error(output);
    throw new PackageError(missing, `apt-get ${args[1]} failed`);
  }
}

/**
 * Runs apt-get; while another program holds one of its locks, again and again, up to a
 * limit. It waits itself for some of them only, and in silence.
 *
 * @returns What it printed, if it failed.
 */
async function aptGet(args: readonly string[]): Promise<string | undefined> {
  for (let tries = 0;; tries++) {
    const { success, stdout, stderr } = await new Deno.Command("apt-get", {
      args: [...args],
      // Its messages are read.
      env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
      stdin: "null",
    }).output();
    if (success) return undefined;
    const decoder = new TextDecoder();
    const output = decoder.decode(stdout) + decoder.decode(stderr);
    const lock = /^E: (Could not get lock .*)$/m.exec(output)?.[1];
    if (lock === undefined || tries === LOCK_TRIES) return output;
    if (tries === 0) {
      console.error(`Waiting for another program that uses apt: ${lock}`);
    }
    await delay(LOCK_DELAY);
  }
}
