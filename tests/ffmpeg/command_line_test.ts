import { assertEquals } from "@std/assert";
import { parseCommandLine } from "../../src/ffmpeg/command_line.ts";
import { parseDuration } from "../../src/ffmpeg/duration.ts";

/** The parts of a command line, short enough to compare at a glance. */
function parts(command: string) {
  const { inputs, outputs } = parseCommandLine(command.split(" "));
  const show = ({ url, options }: (typeof inputs)[number]) => [
    url,
    ...options.map(({ name, specifier, value }) =>
      `${name}${specifier === undefined ? "" : `:${specifier}`}=${value}`
    ),
  ];
  return { inputs: inputs.map(show), outputs: outputs.map(show) };
}

Deno.test("parseCommandLine() gives each file the options in front of it", () => {
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

Deno.test("parseCommandLine() knows names that look like options, and options without a value", () => {
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
