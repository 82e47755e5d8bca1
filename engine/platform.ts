// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BuildError } from "./build_error.ts";

/** This system cannot build engines. */
export class PlatformError extends BuildError {
  override readonly name = "PlatformError";

  /** @param system What it is. */
  constructor(system: string) {
    super(
      `Cannot build an engine: received ${system}; the recipe is for Debian 12 ` +
        "(bookworm), whose compilers and sources it pins. Do one of these instead:\n" +
        "  docker build --file engine/Containerfile --build-arg VARIANT=gpl " +
        "--output type=local,dest=engines .\n" +
        "  afmpeg engine fetch, of an engine that was built elsewhere",
    );
  }
}

/**
 * Checks that this is the system which the recipe is for.
 *
 * @param release The text of `/etc/os-release`; `undefined` if there is none.
 * @throws {PlatformError} if it is another one.
 */
export function assertPlatform(release: string | undefined): void {
  if (release === undefined) throw new PlatformError(Deno.build.os);
  const value = (name: string) =>
    new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(release)?.[1];
  const isRight = value("ID") === "debian" &&
    value("VERSION_CODENAME") === "bookworm";
  if (!isRight) {
    throw new PlatformError(value("PRETTY_NAME") ?? "an unknown system");
  }
}

/** The text of `/etc/os-release`; `undefined` if there is none. */
export async function osRelease(): Promise<string | undefined> {
  try {
    return await Deno.readTextFile("/etc/os-release");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What the configure scripts and makefiles of others do not take in a folder's name. */
const unusual = /[\s'"`\\$:;&|<>()*?#]/;

/**
 * Checks that engines can be built in a folder.
 *
 * @throws {BuildError} if build systems would take its name for another thing.
 */
export function assertFolder(path: string): void {
  const [character] = unusual.exec(path) ?? [];
  if (character === undefined) return;
  throw new BuildError(
    `Cannot build in "${path}": received a name with "${character}", which build ` +
      "systems take for another thing; set XDG_CACHE_HOME to a folder without",
  );
}
