// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What a failed run says in numbers: those of Linux, as native ffmpeg does. The oracles
 * are the numbers of this machine, and native ffprobe, which prints them.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { constants } from "node:os";
import type { Runtime } from "../../mod.ts";
import { type Fs, MemoryFs, QuotaFs, ReadOnlyFs } from "../../vfs/mod.ts";
import { engineRuntime, testedVersions } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("gpl");
});

const SOURCE = "-f lavfi -i testsrc2=size=32x32:duration=0.2 -c:v ffv1";

function newFs(): MemoryFs {
  const fs = new MemoryFs();
  fs.mkdir("dir");
  fs.writeFile("text.mkv", "no film");
  fs.writeFile("empty.mp4", "");
  return fs;
}

/** Failures, and the error of Linux that their exit code names. */
const failures: readonly (readonly [
  command: string,
  error: keyof typeof constants.errno,
  on?: (fs: Fs) => Fs,
])[] = [
  ["-i missing.mkv out.mkv", "ENOENT"],
  ["-i dir/missing.mkv out.mkv", "ENOENT"],
  ["-i text.mkv/below.mkv out.mkv", "ENOTDIR"],
  [`${SOURCE} nowhere/out.mkv`, "ENOENT"],
  [`${SOURCE} -y dir -f matroska`, "EINVAL"],
  [`${SOURCE} -f matroska -y dir`, "EISDIR"],
  [`${SOURCE} out.mkv`, "EROFS", (fs) => new ReadOnlyFs(fs)],
  [`${SOURCE} out.nothing`, "EINVAL"],
  [`${SOURCE} -map 3 out.mkv`, "EINVAL"],
  [
    `${SOURCE} -flush_packets 1 out.mkv`,
    "ENOSPC",
    (fs) => new QuotaFs(fs, { maxBytes: 100 }),
  ],
];

Deno.test("an exit code names the error by its number of Linux", async (t) => {
  for (const [command, error, on = (fs: Fs) => fs] of failures) {
    await t.step(`${command}: ${error}`, async () => {
      const { exitCode, stderr } = await runtime.run(
        on(newFs()),
        command.split(" "),
      );
      assertEquals(exitCode, 256 - constants.errno[error], stderr);
    });
  }
});

Deno.test("ffprobe prints the numbers and the texts of errors as native ffprobe does", async () => {
  // Their libc is another one.
  await using parallel = await engineRuntime("gpl-lean", { threads: "real" });
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/dir`);
  await Deno.writeTextFile(`${cwd}/text.mkv`, "no film");
  for (const name of ["missing.mkv", "text.mkv", "text.mkv/below.mkv"]) {
    const args = ["-v", "quiet", "-show_error", "-of", "json", name];
    const { stdout } = await new Deno.Command("ffprobe", { args, cwd })
      .output();
    const native = JSON.parse(new TextDecoder().decode(stdout)).error;
    for (const engine of [runtime, parallel]) {
      const ours = await engine.run(newFs(), args, { argv0: "ffprobe" });
      assertEquals(
        JSON.parse(new TextDecoder().decode(ours.stdout)).error,
        native,
        name,
      );
    }
  }
  await Deno.remove(cwd, { recursive: true });
});

function withFile(): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("a.mkv", "as it was");
  return fs;
}

/** Command lines over a file `a.mkv` that exists. */
const refusals = [
  `${SOURCE} a.mkv`,
  `${SOURCE} -n a.mkv`,
  `-n ${SOURCE} b.mkv -c:v ffv1 a.mkv`,
  `-n ${SOURCE} a.mkv -c:v ffv1 b.mkv`,
  `${SOURCE} a.mkv -c:v ffv1 a.mkv`,
];

for (const version of testedVersions("9.0")) {
  Deno.test(`a refused output is no success with FFmpeg ${version}, alone or beside others`, async (t) => {
    await using engine = await engineRuntime("gpl", { version });
    for (const command of refusals) {
      await t.step(command, async () => {
        const fs = withFile();
        const result = await engine.run(fs, command.split(" "));
        assertEquals(result.exitCode, 1, result.stderr);
        assertEquals(result.success, false);
        assertEquals(fs.readTextFile("a.mkv"), "as it was");
        assertStringIncludes(result.stderr, "'a.mkv' already exists");
      });
    }
  });
}

Deno.test("a refused answer on stdin is no success, and a given one is", async () => {
  for (const [answer, code] of [["n\n", 1], ["y\n", 0]] as const) {
    const fs = withFile();
    const { exitCode, stderr } = await runtime.run(
      fs,
      ["-stdin", ...`${SOURCE} a.mkv`.split(" ")],
      { stdin: new TextEncoder().encode(answer) },
    );
    assertEquals(exitCode, code, stderr);
  }
});

Deno.test("what is no refusal still succeeds", async () => {
  for (const command of ["-version", "-h", `${SOURCE} -y a.mkv`]) {
    const fs = withFile();
    const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
    assertEquals(exitCode, 0, stderr);
  }
});

Deno.test("image2 takes patterns with braces, as natively", async () => {
  const fs = new MemoryFs();
  const make = "-f lavfi -i testsrc2=size=16x16:rate=5:duration=0.4 ";
  for (const name of ["a", "b", "c"]) {
    const args = `${make} ${name}%d.png`.split(/ +/);
    assertEquals((await runtime.run(fs, args)).exitCode, 0);
  }
  for (
    const [pattern, frames] of [["{a,c}*.png", 4], ["{a,b{1,2}}1.png", 1], [
      "b{1,2}.png",
      2,
    ], ["*.png", 6]] as const
  ) {
    const { exitCode, stdout, stderr } = await runtime.run(fs, [
      ...["-pattern_type", "glob", "-i", pattern, "-f", "framemd5", "-"],
    ]);
    assertEquals(exitCode, 0, stderr);
    const lines = new TextDecoder().decode(stdout).split("\n");
    assertEquals(lines.filter((line) => /^\d/.test(line)).length, frames);
  }
  assert(fs.exists("a1.png"));
});
