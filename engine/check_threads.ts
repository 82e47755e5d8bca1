// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { BuildError } from "./build_error.ts";
import { libraries } from "./libraries.ts";
import { llvm } from "./toolchain.ts";
import type { LibraryName } from "./versions.ts";
import type { Workshop } from "./workshop.ts";

/** A library was built without threads, which its own build left out in silence. */
export class NoThreadsError extends BuildError {
  override readonly name = "NoThreadsError";
  /** The archive. */
  readonly archive: string;

  /** Makes the error. */
  constructor(archive: string) {
    super(
      `Cannot use ${archive}: it starts no threads; see why its configure ` +
        "left them out",
    );
    this.archive = archive;
  }
}

/** The libraries that start threads. */
const threaded: readonly LibraryName[] = [
  ...["dav1d", "kvazaar", "openh264", "svtav1", "vpx", "x264", "x265"] as const,
];

/**
 * Checks that a library, installed into the prefix of a workshop, starts threads if it should.
 *
 * @throws {NoThreadsError} if it does not.
 */
export async function checkThreads(
  { work, step }: Workshop,
  name: LibraryName,
): Promise<void> {
  if (!threaded.includes(name)) return;
  const archive = libraries[name].archives[0]!.replace(/^-l(.*)/, "lib$1.a");
  const symbols = await step.run(llvm.NM, ["--undefined-only", archive], {
    cwd: join(work, "prefix/lib"),
  });
  if (!/\bpthread_create$/m.test(symbols)) throw new NoThreadsError(archive);
}
