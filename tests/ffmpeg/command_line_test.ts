// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { MemoryFs } from "../../mod.ts";
import { CommandLine } from "../../src/ffmpeg/command_line.ts";
import { parseDuration } from "../../src/ffmpeg/duration.ts";
import { engineRuntime } from "../support/engine.ts";
import { Random } from "../support/random.ts";
import { splittingIn, splittingOf } from "./splitting.ts";

/** The parts of a command line, short enough to compare at a glance. */
function parts(command: string) {
  const { inputs, outputs } = CommandLine.parse(command.split(" "));
  const show = ({ url, options }: (typeof inputs)[number]) => [
    url,
    ...options.map(({ name, specifier, value }) =>
      `${name}${specifier === undefined ? "" : `:${specifier}`}=${value}`
    ),
  ];
  return { inputs: inputs.map(show), outputs: outputs.map(show) };
}

Deno.test("CommandLine.parse() assigns each file the options before it", () => {
  assertEquals(
    parts(
      "-y -ss 5 -i a.mp4 -i b.mp4 -map 0:v -c:v:0 copy -an o.mkv -t 3 p.mkv",
    ),
    {
      inputs: [["a.mp4", "y=undefined", "ss=5"], ["b.mp4"]],
      outputs: [
        ["o.mkv", "map=0:v", "c:v:0=copy", "an=undefined"],
        ["p.mkv", "t=3"],
      ],
    },
  );
});

Deno.test("CommandLine.parse() recognises names that look like options, and options without a value", () => {
  assertEquals(parts("-nostdin -hide_banner -noautorotate -i - -"), {
    inputs: [[
      "-",
      "nostdin=undefined",
      "hide_banner=undefined",
      "noautorotate=undefined",
    ]],
    outputs: [["-"]],
  });
  assertEquals(parts("-i a -metadata -title=x -- -o"), {
    inputs: [["a"]],
    outputs: [["-o", "metadata=-title=x"]],
  });
  assertEquals(parts("-f"), { inputs: [], outputs: [] });
  assertEquals(parts("-i"), { inputs: [[""]], outputs: [] });
});

Deno.test("CommandLine.parse() gives an option with an optional value anything that does not look like an option", () => {
  const set = (command: string) =>
    CommandLine.parse(command.split(" ")).options.map(({ name, value }) => [
      name,
      value,
    ]);
  for (const name of ["h", "?", "-help", "version", "license", "codecs"]) {
    assertEquals(set(`-${name} full -y`), [[name, "full"], ["y", undefined]]);
    assertEquals(set(`-${name} -v quiet`), [[name, undefined], ["v", "quiet"]]);
    assertEquals(set(`-${name}`), [[name, undefined]]);
  }
});

/** Arguments of every kind that all versions of ffmpeg parse alike. */
const common = [
  ...["-i", "-i", "-i", "--", "--", "-", "", "a.mp4", "b c.mkv", "0:v", "grün"],
  ...[
    "-y",
    "-nostdin",
    "-noautorotate",
    "-shortest",
    "-an:0",
    "-vn",
    "-report",
  ],
  ...["-c:v:0", "-map", "-ss", "-t", "-b:v", "-metadata:s:a:0", "-movflags"],
  ...["-vf", "-frames:v", "-pass", "-sseof", "-disposition:a"],
];

/** The same, and arguments that make no sense. */
const nonsense = [
  ...common,
  ...[
    "-h",
    "full",
    "-5",
    "-v",
    "-progress",
    "--y",
    "---",
    "-:",
    "-/",
    "-/:",
    "-:v",
  ],
  ...["-\n", "\n", "-no", "-nono", "-/filter", "-/y", "\u{1f3ac}", "\ud800"],
  ...["-__proto__", "-constructor", "toString", "-c:", "-i:0", "-/i", "/"],
];

/** Up to eleven of the given words. */
function randomArgs(random: Random, words: readonly string[]): string[] {
  return Array.from(
    { length: random.below(12) },
    () => random.pick(words),
  );
}

Deno.test("CommandLine.toArgs() returns what was parsed, whatever it was", () => {
  const random = new Random(1);
  for (let round = 0; round < 20_000; round++) {
    const args = randomArgs(random, nonsense);
    assertEquals(CommandLine.parse(args).toArgs(), args);
  }
});

Deno.test("CommandLine is edited to the same as parsing the edited arguments", () => {
  const random = new Random(2);
  let edits = 0;
  for (let round = 0; round < 1000; round++) {
    const args = randomArgs(random, nonsense);
    const line = CommandLine.parse(args);
    assertEquals(line.withValues(new Map()), line);
    const first = line.withFirst("progress", "-x");
    assertEquals(first.toArgs(), ["-progress", "-x", ...args]);
    assertEquals(first, CommandLine.parse(first.toArgs()));
    const edited = line.options.filter(({ name, value }) =>
      name !== "h" && value !== undefined && random.below(2) === 0
    );
    edits += edited.length;
    const other = line.withValues(
      new Map(edited.map((option) => [option, "--"])),
    );
    assertEquals(other, CommandLine.parse(other.toArgs()));
    assertEquals(
      other.options,
      line.options.map((option) =>
        edited.includes(option) ? { ...option, value: "--" } : option
      ),
    );
    assertEquals(line.toArgs(), args);
  }
  assert(edits > 500);
});

Deno.test("CommandLine.parse() splits a command line as ffmpeg does", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  /** What the engine logs at the level "debug", whether it fails or not. */
  const engineLog = async (args: string[]) =>
    (await runtime.run(new MemoryFs(), args)).stderr;
  const cwd = await Deno.makeTempDir();
  const nativeLog = async (args: string[]) => {
    const command = { args, cwd, stdin: "null" } as const;
    const { stderr } = await new Deno.Command("ffmpeg", command).output();
    return new TextDecoder().decode(stderr);
  };
  const compare = async (
    args: string[],
    logOf: (args: string[]) => Promise<string>,
  ) => {
    const all = ["-v", "debug", ...args];
    assertEquals(
      splittingOf(CommandLine.parse(all)),
      splittingIn(await logOf(all)),
      JSON.stringify(args),
    );
  };
  const random = new Random(3);
  /** At the end, an option that wants a value would stop ffmpeg. */
  const line = (words: readonly string[]) => [
    ...randomArgs(random, words),
    random.pick(["o.mp4", "--", "-", "-y"]),
    "p.mp4",
    ...random.pick([[], ["--"], ["--", "--"], ["-an"], ["-h"], ["-h", "full"]]),
  ];
  try {
    await t.step("in an engine", async () => {
      const words = [...common, "-/filter:v", "-display_hflip", "-/metadata"];
      for (let round = 0; round < 60; round++) {
        await compare(line(words), engineLog);
      }
    });
    await t.step("natively", async () => {
      for (let round = 0; round < 10; round++) {
        await compare(line(common), nativeLog);
      }
    });
    await t.step("with every option that the engine has", async () => {
      const { stdout } = await runtime.run(new MemoryFs(), ["-h", "full"]);
      const [own] = new TextDecoder().decode(stdout).split("AVOptions");
      const names = [...own!.matchAll(/^-(?:\[no\])?([^\s<[]+)/gm)]
        .map(([, name]) => name!).filter((name) =>
          !/^(v|loglevel)$/.test(name)
        );
      assert(names.length > 150);
      const args = names.flatMap((name) => [`-${name}`, "x"]);
      await compare(args, engineLog);
    });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("parseDuration() reads the syntax of ffmpeg", () => {
  const durations: Record<string, number | undefined> = {
    "90": 90,
    "1.5": 1.5,
    ".5": 0.5,
    "-2": -2,
    "1:30": 90,
    "01:00:01.25": 3601.25,
    "-0:01": -1,
    "200ms": 0.2,
    "5us": 5e-6,
    "3s": 3,
    "": undefined,
    "1h": undefined,
    "N/A": undefined,
    "1:2:3:4": undefined,
  };
  for (const [text, seconds] of Object.entries(durations)) {
    assertEquals(parseDuration(text), seconds, text);
  }
});
