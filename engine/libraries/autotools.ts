// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { llvm } from "../toolchain.ts";
import {
  ccache,
  cFlags,
  type LibraryWorkshop,
  make,
  pkgConfig,
} from "../workshop.ts";

/** Builds a library that has the `configure` of autotools into the prefix. */
export async function buildWithAutotools(
  workshop: LibraryWorkshop,
  options: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const { work, cwd, step } = workshop;
  await step.run("./configure", [
    ...["--prefix=/prefix", "--disable-shared", "--enable-static"],
    ...options,
    `CFLAGS=${[...cFlags, ...flags].join(" ")}`,
    "LDFLAGS=-O0",
  ], {
    cwd,
    // As `make` is told: libtool wants to know the compiler again.
    env: {
      ...llvm,
      CC: `ccache ${llvm.CC}`,
      ...ccache(workshop),
      ...pkgConfig(workshop),
    },
  });
  await make(workshop, cwd, []);
  await make(workshop, cwd, ["install", `DESTDIR=${work}`]);
}
