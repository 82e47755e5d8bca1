// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { llvm } from "../toolchain.ts";
import { type LibraryName, sources } from "../versions.ts";
import { cFlags, JOBS, pkgConfig, type Workshop } from "../workshop.ts";

/** Builds a library that has the `configure` of autotools into the prefix. */
export async function buildWithAutotools(
  workshop: Workshop,
  source: LibraryName,
  options: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const { work, steps } = workshop;
  const cwd = join(work, sources[source].folder);
  await steps.run("./configure", [
    ...["--prefix=/prefix", "--disable-shared", "--enable-static"],
    ...options,
    `CFLAGS=${[...cFlags, ...flags].join(" ")}`,
    "LDFLAGS=-O0",
  ], { cwd, env: { ...llvm, ...pkgConfig(workshop) } });
  await steps.run("make", [JOBS], { cwd });
  await steps.run("make", ["install", `DESTDIR=${work}`], { cwd });
}
