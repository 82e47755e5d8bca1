// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BuildError } from "./build_error.ts";

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

/** Those of `packages` that are not installed. */
export async function missingPackages(
  packages: readonly string[],
): Promise<string[]> {
  let listing: string;
  try {
    const { stdout } = await new Deno.Command("dpkg-query", {
      args: ["-W", "-f", "${Package} ${Status}\n", ...packages],
      stderr: "null",
    }).output();
    listing = new TextDecoder().decode(stdout);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PackageError(packages, "this is no Debian system");
  }
  const installed = new Set(
    listing.split("\n")
      .filter((line) => line.endsWith(" install ok installed"))
      .map((line) => line.split(" ")[0]),
  );
  return packages.filter((name) => !installed.has(name));
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
    const { success, stdout, stderr } = await new Deno.Command("apt-get", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
    }).output();
    if (success) continue;
    const decoder = new TextDecoder();
    console.error(decoder.decode(stdout) + decoder.decode(stderr));
    throw new PackageError(missing, `apt-get ${args[1]} failed`);
  }
}
