// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  duration,
  interval,
  oneOf,
  share,
  size,
  text,
  time,
  times,
  type ValueKind,
  whole,
} from "../../src/cli/values.ts";

/** For each kind: what some texts mean, and texts that mean nothing. */
const kinds: Record<
  string,
  [ValueKind<unknown>, Record<string, unknown>, string[]]
> = {
  text: [text, { "a b": "a b", "0": "0" }, [""]],
  duration: [
    duration,
    {
      "500": 500,
      "0.5s": 500,
      "30s": 30_000,
      "5min": 300_000,
      "2h": 7_200_000,
    },
    [
      "0",
      "0s",
      "-1",
      "s",
      "ms",
      "1 s",
      "1d",
      "NaN",
      "Infinity",
      "0x10",
      "1:30",
    ],
  ],
  size: [
    size(1),
    { "1": 1, "1e6": 1e6, "64KiB": 65_536, "0.5MiB": 524_288, "2GiB": 2 ** 31 },
    [
      "0",
      "0.1",
      "1.5",
      "5MB",
      "5kib",
      "MiB",
      "-1KiB",
      "1e400",
      "Infinity",
      "1e17",
    ],
  ],
  whole: [
    whole(1, 100),
    { "1": 1, "100": 100, "1e2": 100 },
    ["0", "101", "1.5", "-1", "", "1px", "NaN", " 1", "1e-2"],
  ],
  share: [share, { "0": 0, "0.3": 0.3, ".5": 0.5, "1": 1 }, [
    "2",
    "1.01",
    "30%",
  ]],
  time: [
    time,
    {
      "90": 90,
      "1:30": 90,
      "0:01": 1,
      "1:02:03.5": 3723.5,
      "00:00:01.25": 1.25,
      "1500ms": 1.5,
      "250000us": 0.25,
      ".5": 0.5,
      "2s": 2,
    },
    [
      "-1",
      "-0:01",
      "1:2:3:4",
      "1h",
      "now",
      "",
      ":",
      "1e3",
      "99999999999999999",
    ],
  ],
  interval: [interval, { "1us": 1e-6, "0:10": 10 }, [
    "0",
    "0:00",
    "0.5us",
    "-1",
  ]],
  times: [times, { "0,0:01,1500ms": [0, 1, 1.5] }, ["1,", ",1", "1,,2", "1;2"]],
  oneOf: [oneOf("on", "off"), { "on": "on" }, ["ON", "yes", "toString", ""]],
};

for (const [name, [kind, valid, invalid]] of Object.entries(kinds)) {
  Deno.test(`${name} reads what it can mean, and nothing else`, () => {
    for (const [text, meant] of Object.entries(valid)) {
      assertEquals([text, kind.read(text)], [text, meant]);
    }
    for (const text of invalid) {
      assertEquals([text, kind.read(text)], [text, undefined]);
    }
  });
}
