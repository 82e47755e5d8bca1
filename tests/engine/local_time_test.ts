// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Local time by TZ, with the `date` of this machine as the oracle.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs } from "../../mod.ts";

import { engineRuntime } from "../support/engine.ts";
import { runNative } from "../support/native.ts";

const FORMAT = "%Y-%m-%d_%H.%M.%S_%j_%z_%Z";
const ZONES = "/usr/share/zoneinfo";

const zones = [
  ...["UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT", "<+0530>-5:30"],
  ...["NZST-12NZDT,M9.5.0,M4.1.0/3", "AAA3BBB,J60,J300", "AAA-3BBB,59/1,299"],
  ...["Europe/Berlin", "America/New_York"],
];

/** Moments in winter, in summer, and around a change. */
const moments = [
  ...[1_704_110_400, 1_720_008_000, 1_711_846_799, 1_711_846_800, 951_782_400],
];

Deno.test("names of files by strftime are in the local time of TZ", async (t) => {
  await using runtime = await engineRuntime("gpl");
  for (const TZ of zones) {
    await t.step(TZ, async () => {
      for (const moment of moments) {
        const { stdout } = await new Deno.Command("date", {
          args: ["-d", `@${moment}`, `+${FORMAT}`],
          env: { TZ },
        }).output();
        const fs = new MemoryFs();
        if (TZ.startsWith("Europe") || TZ.startsWith("America")) {
          fs.mkdirAll(`${ZONES}/${TZ.split("/")[0]}`);
          fs.writeFile(
            `${ZONES}/${TZ}`,
            await Deno.readFile(`${ZONES}/${TZ}`),
          );
        }
        fs.mkdir("/out");
        const { exitCode, stderr } = await runtime.run(fs, [
          ...["-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1"],
          ...["-f", "image2", "-strftime", "1", `/out/${FORMAT}.png`],
        ], {
          env: { TZ },
          clock: { start: moment * 1000 },
        });
        assertEquals(exitCode, 0, stderr);
        assertEquals(
          fs.open("/out").readdirnames(),
          [`${new TextDecoder().decode(stdout).trim()}.png`],
        );
      }
    });
  }
});

Deno.test("a time without a zone is local", async () => {
  await using runtime = await engineRuntime("gpl");
  const fs = new MemoryFs();
  const { exitCode, stderr } = await runtime.run(fs, [
    ...["-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1"],
    ...["-metadata", "creation_time=2024-07-01T12:00:00", "a.mov"],
  ], { env: { TZ: "CET-1CEST,M3.5.0,M10.5.0/3" } });
  assertEquals(exitCode, 0, stderr);
  const { stdout } = await runNative("ffprobe", [
    ...["-show_entries", "format_tags=creation_time", "-of", "csv=p=0"],
    "a.mov",
  ], { "a.mov": fs.readFile("a.mov") });
  assertEquals(stdout.trim(), "2024-07-01T10:00:00.000000Z");
});
