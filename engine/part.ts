// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { exists } from "@std/fs";
import { join } from "@std/path/posix";
import type { Workshop } from "./workshop.ts";

/** A part of an engine, and whether it has been built before. */
export interface Part {
  readonly folder: string;
  readonly isMade: boolean;
}

/** Finds a part by its name. */
export async function findPart(cache: string, name: string): Promise<Part> {
  const folder = join(cache, "parts", name);
  return { folder, isMade: await exists(folder) };
}

/** Copies what other workshops built into the prefix of a workshop. */
export async function install(
  parts: readonly Part[],
  { work, step }: Workshop,
): Promise<void> {
  for (const { folder } of parts) {
    await step.run("cp", ["-r", `${folder}/.`, "prefix"], { cwd: work });
  }
}
