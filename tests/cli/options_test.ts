// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { CliOption, Command } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { parseCall } from "../../src/cli/parse_call.ts";
import { text } from "../../src/cli/values.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { inFolder, namesIn, runCli } from "../support/cli.ts";

/** Values that no number, time, size or word can have. */
const invalid: readonly string[] = [
  ...["", "x", "-1", "NaN", "Infinity", "-Infinity", "1e400", "0x10", "1;5"],
  ...["1 2", "5 MB", "toString", "--", "yes please"],
];

/** Values that only some options refuse. */
const alsoInvalid: Readonly<Record<string, readonly string[]>> = {
  "timeout": ["0", "0s", "1:30", "2d"],
  "max-memory-bytes": ["0", "0.1", "1.5"],
  "max-bytes": ["0.1", "104857.6", "5MB"],
  "width": ["0", "1.5", "70000"],
  "height": ["0", "0.5", "70000"],
  "count": ["0", "1.5", "1000001"],
  "scene": ["2", "1.0001"],
  "every-sec": ["0", "0:00", "1h"],
  "at-sec": ["1,", "1:2:3:4", "1h", "soon"],
  "ffmpeg": ["4.4", "8.1.2"],
  "at-percent": ["101", "50%"],
  "min-sec": ["0", "1h"],
  "clip-sec": ["0", "1h"],
  "columns": ["0", "101"],
  "rows": ["0", "1.5"],
  "samples-per-pixel": ["0", "0.5"],
  "bits": ["12"],
  "budget-bytes": ["0", "5MB"],
  "fps": ["0", "61"],
  "clips": ["0", "21"],
  "format": ["gif", "JPG"],
  "simd": ["yes", "ON"],
  "codec": ["H264", "mpeg4"],
  "crf": ["64", "1.5"],
  "speed": ["veryslow"],
  "max-width": ["1", "1.5", "70000"],
  "max-height": ["1", "0.5", "70000"],
  "sound-bit-rate": ["0", "128k", "96.5"],
  "bit-rate": ["0", "2M"],
  "target-bytes": ["0", "0.1", "8MB"],
  "parts": ["0", "1.5", "1025"],
  "start-sec": ["1h", "1:2:3:4", "soon"],
  "end-sec": ["0", "1h", "soon"],
  "duration-sec": ["0", "1h", "soon"],
  "mode": ["fast", "Copy"],
  "track": ["1.5", "0:1"],
  "integrated-lufs": ["0", "-71", "-16dB", "--16"],
  "range-lu": ["0", "51", "1e1"],
  "frame-rate": ["0", "51", "30/1"],
  "colors": ["3", "257"],
  "plays": ["65536", "1.5"],
  "formats": ["HLS", "all"],
  "rungs": ["720", "720:1000,", "8:100000", "720p:3000000"],
  "segment-sec": ["0", "0.4", "61"],
  "set": ["=title", "title"],
  "language": ["deu", "a:0=deu"],
  "ending": ["mp4", ".", "./x", ".tar.gz"],
  "settle": ["0", "1:30"],
  "threads": ["yes", "4"],
  "redis": ["127.0.0.1:6379", "http://127.0.0.1", "redis://"],
  "store": [
    ...["media", "=/srv", "media=", "a=s3://", "a=s3://b?c", "a=ftp://b/"],
    ...["a=https://b/c", "a=https://u:p@b/", "a=https://b/?c/"],
  ],
  "url": ["ftp://a/", "https://a/b", "https://"],
  "size": ["0", "1.5", "1025"],
  "metrics": ["65536", "1.5"],
  "input": ["/a", "a=media:b", "/a=media:", "/a=:b"],
  "output": ["/a", "a=media:b", "/a=media:", "/a=:b"],
  "priority": ["high", "Batch"],
};

/** Options whose value may be any text: it is checked where it is used. */
const isFree = ({ name, kind }: CliOption) => kind === text || name === "mount";

/** Names that only the library has, and what only a bug prints. */
const foreign =
  /[a-z]+(Bytes|Sec|Memory|Files)\b|`[a-z]\w*`|\d{4,} ms|Infinity,|or Infinity|\bat \w+ \(/;

const valued: readonly [Command, CliOption][] = commands.flatMap((command) =>
  command.options.filter(({ value }) => value !== undefined)
    .map((option): [Command, CliOption] => [command, option])
);

for (const [command, option] of valued) {
  const { name, aliases = [] } = option;
  Deno.test(`afmpeg ${command.name} refuses invalid values of --${name}, in its own terms`, () => {
    const values = isFree(option)
      ? [""]
      : [...invalid, ...alsoInvalid[name] ?? []];
    assert(isFree(option) || Object.hasOwn(alsoInvalid, name));
    for (const written of [name, ...aliases]) {
      for (const value of values) {
        const { message } = assertThrows(
          () => parseCall(command, [`--${written}=${value}`]),
          UsageError,
        );
        assertStringIncludes(message, `--${name}`);
        // What was received is quoted, whatever it is.
        const said = message.replace(`"${value}"`, "");
        assert(!foreign.test(said), message);
        assertMatch(message, /; (give|name) /);
      }
    }
  });
}

for (const command of commands) {
  const switches = command.options.filter(({ value }) => value === undefined);
  if (switches.length === 0) continue;
  Deno.test(`afmpeg ${command.name} refuses a value of a switch`, () => {
    for (const { name } of switches) {
      const { message } = assertThrows(
        () => parseCall(command, [`--${name}=maybe`]),
        UsageError,
      );
      assertStringIncludes(message, `--${name}`);
    }
  });
}

Deno.test("afmpeg ends with exit code 2 and without a stack for an invalid value, before anything is made", async () => {
  await inFolder({ "in.mp4": "" }, async (cwd) => {
    const lines = [
      "run --timeout 0 -- -version",
      "run --max-bytes 0.1 -- -i in.mp4 out.mkv",
      "ffmpeg --max-memory-bytes 0 -i in.mp4 out.mkv",
      "ffprobe --timeout soon in.mp4",
      "thumbnail --width 0 in.mp4 out.png",
      "thumbnail --at soon in.mp4 out.png",
      "frames --count 0 in.mp4 out",
      "frames --scene 2 in.mp4 out",
      "frames --every-sec 0 in.mp4 out",
      "probe --timeout 1:30 in.mp4",
      "engine build --simd=yes",
    ];
    for (const line of lines) {
      const args = line.split(" ");
      const { code, stdout, stderr } = await runCli(args, { cwd });
      assertEquals([line, code, stdout], [line, 2, ""]);
      assertMatch(stderr, /^afmpeg \w+: Cannot use the option --[a-z-]+: /);
      assertEquals(stderr.trimEnd().split("\n").length, 2, stderr);
      assert(!foreign.test(stderr), stderr);
    }
    assertEquals(await namesIn(cwd), ["in.mp4"]);
  });
});

Deno.test("afmpeg reports invalid values as JSON if it is asked for JSON", async () => {
  for (
    const line of [
      "run --json --timeout 0 -- -version",
      "frames --count 0 --json a b",
    ]
  ) {
    const { code, stdout, stderr } = await runCli(line.split(" "));
    assertEquals([line, code, stdout], [line, 2, ""]);
    const { type, exitCode, error } = JSON.parse(stderr);
    assertEquals([type, exitCode, error.name], ["error", 2, "UsageError"]);
    assertStringIncludes(error.message, "Cannot use the option --");
  }
});

Deno.test("afmpeg run says where the arguments of ffmpeg go", async () => {
  for (const line of ["-y -i in.mp4 out.mkv", "-i in.mp4 out.mkv", "in.mp4"]) {
    const { code, stderr } = await runCli(["run", ...line.split(" ")]);
    assertEquals([line, code], [line, 2]);
    assertMatch(stderr, /ffmpeg (come )?after `--`/);
  }
});

Deno.test("afmpeg speaks of a limit that was exceeded by the name of its option", async () => {
  const source = "-f lavfi -i testsrc2 -f null -".split(" ");
  const long = await runCli(["run", "--timeout", "2s", "--", ...source]);
  assertEquals(long.code, 124);
  assertMatch(long.stderr, /its timeout of 2 s; raise --timeout/);
  const json = await runCli([
    ...["run", "--json", "--timeout", "2s", "--", "-v", "quiet", ...source],
  ]);
  const { error } = JSON.parse(json.stderr.trimEnd().split("\n").at(-1)!);
  assertMatch(error.message, /its timeout of 2 s; raise --timeout/);
  const large = await runCli([
    ...["ffmpeg", "--max-memory-bytes", "64KiB", "-version"],
  ]);
  assertEquals(large.code, 125);
  assertMatch(large.stderr, /the limit of 65536; raise --max-memory-bytes/);
  for (const { stderr } of [long, large]) assert(!foreign.test(stderr), stderr);
});

Deno.test("afmpeg says nothing secret of what it does not understand", async () => {
  const url = "redis://user:secret@localhost/";
  for (
    const args of [
      ["jobs", `--rediss=${url}`],
      ["jobs", `--json=${url}`],
      ["ffmpeg", `--rediss=${url}`],
      [url],
    ]
  ) {
    const { code, stdout, stderr } = await runCli(args);
    assertEquals([args, code, stdout], [args, 2, ""]);
    assertStringIncludes(stderr, "redis://…@localhost/");
    assert(!stderr.includes("secret"), stderr);
  }
});
