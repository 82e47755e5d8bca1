// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { marks } from "./work.ts";

const script = fromFileUrl(new URL("./work.ts", import.meta.url));
const deno = [Deno.execPath(), "run", "-A", script];

/** Runs a command to its end. */
async function succeed(
  [program, ...args]: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program!, { args, env })
    .output();
  assert(success, new TextDecoder().decode(stderr));
}

/** The lines of a log between two marks. */
function between(log: string, begin: string, end: string): string[] {
  const lines = log.split("\n");
  // One access to a file may make several lines.
  const first = lines.findLastIndex((line) => line.includes(begin));
  const last = lines.findIndex((line) => line.includes(end));
  assert(first >= 0 && last > first, "the log lacks a mark");
  return lines.slice(first + 1, last);
}

Deno.test("a runtime asks for no permission, says Deno's audit log", async () => {
  const log = await Deno.makeTempFile();
  await succeed(deno, { DENO_AUDIT_PERMISSIONS: log });
  const text = await Deno.readTextFile(log);
  assertEquals(between(text, marks.create, marks.end), [
    ...text.split("\n").filter((line) => line.includes(marks.run)),
  ]);
  await Deno.remove(log);
});

Deno.test("a run makes no system call that names a file, says strace", async () => {
  const log = await Deno.makeTempFile();
  await succeed(["strace", "-f", "-e", "trace=%file", "-o", log, ...deno], {
    DENO_NO_UPDATE_CHECK: "1",
  });
  const text = await Deno.readTextFile(log);
  // The log does record files: before the mark, the engine was read from one.
  assertStringIncludes(text, "ffmpeg.wasm");
  // Creating a runtime starts a thread, for which V8 reads the size of the memory.
  assertEquals(between(text, marks.run, marks.end), []);
  await Deno.remove(log);
});
