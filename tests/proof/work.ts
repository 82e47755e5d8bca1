// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by the proofs: everything that a caller does with an engine, between marks that
 * show in a log of permissions and in a log of system calls.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";

/** The names by which the marks are found. */
export const marks = {
  create: "/mark-create",
  run: "/mark-run",
  end: "/mark-end",
} as const;

/** Looks up a missing file: a permission is checked, and a system call made. */
function mark(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    assert(error instanceof Deno.errors.NotFound);
  }
}

if (import.meta.main) {
  const bytes = await engineBytes("gpl");
  mark(marks.create);
  await using runtime = await Runtime.create({ module: { bytes } });
  mark(marks.run);
  const fs = new MemoryFs();
  const source = "testsrc2=size=320x180:rate=25:duration=1";
  const make = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "in.mp4"];
  assert((await runtime.run(fs, make)).success);
  const scale = "-i in.mp4 -vf scale=160:-2 -movflags +faststart out.mp4";
  assert((await runtime.run(fs, scale.split(" "))).success);
  assertEquals((await runtime.probe(fs, "out.mp4")).durationSec, 1);
  const frames = runtime.frames(fs, "out.mp4", { everySec: 0.5 });
  assertEquals((await Array.fromAsync(frames)).length, 2);
  assert((await runtime.thumbnail(fs, "out.mp4")).length > 100);
  const missing = await runtime.run(fs, ["-i", "/etc/passwd", "o.mp4"]);
  assert(!missing.success);
  mark(marks.end);
}
