// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type LogRecord, MemoryFs } from "../../mod.ts";
import { CommandLine } from "../../src/ffmpeg/command_line.ts";
import { LogReader } from "../../src/ffmpeg/log_reader.ts";
import { requestLog } from "../../src/ffmpeg/log_request.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";

/**
 * A log without what differs from run to run, addresses and times, and without
 * the lines about what is added to the command line.
 */
function steady(log: string): string {
  const times =
    "frame|fps|q|size|time|bitrate|speed|elapsed|rtime|utime|stime|maxrss";
  return log.replaceAll(/0x[0-9a-f]+/g, "0x")
    .replaceAll(new RegExp(`(${times})= *\\S+`, "g"), "$1=")
    .replaceAll(
      /^(Reading|Applying) option '?-?(v|loglevel|progress)\b.*\n/gm,
      "",
    )
    .replaceAll(/^\[AVIOContext @ 0x\] .*Statistics: .*\n/gm, "");
}

Deno.test("Runtime.run() reads the log without changing what was requested", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const command =
    "-f lavfi -i testsrc2=size=64x64:duration=0.2 -c:v mpeg4 -r 25 out.mp4";
  const levels = [
    "",
    "-v error ",
    "-loglevel quiet ",
    "-v verbose ",
    "-loglevel level+info ",
    "-v repeat+level+verbose ",
    "-v +repeat ",
    "-v 24 ",
    "-v -level+verbose ",
    "-v nonsense ",
    "-v error -v info ",
    "-v quiet -v verbose ",
    "-v level+info -v error ",
    "-v level+info -v repeat+info ",
    "-v level+info -v +repeat ",
    "-v +level-level+verbose ",
    "-v + ",
    "-v toString ",
  ];
  for (const level of levels) {
    await t.step(level === "" ? "with nothing asked" : level, async () => {
      const plain = await ffmpeg(runtime, level + command);
      for (const listeners of [{ onLog() {} }, { onProgress() {} }]) {
        const read = await ffmpeg(runtime, level + command, {}, listeners);
        assertEquals(read.exitCode, plain.exitCode);
        assertEquals(steady(read.stderr), steady(plain.stderr));
      }
    });
  }
});

Deno.test("Runtime.run() reads the log without changing what ffmpeg reports for odd command lines", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const lines = [
    "-i a -v",
    "-i a -progress",
    "-v error -i a -v",
    "--v error -i a",
    "--",
    "-/v error -i a",
    "-metadata -v -i a",
    "-i",
    "-codecs -v quiet",
    "-h -v error",
    "-h",
    "-version a.mp4",
  ];
  for (const line of lines) {
    await t.step(line, async () => {
      const plain = await ffmpeg(runtime, line);
      for (const listeners of [{ onLog() {} }, { onProgress() {} }]) {
        const heard = await ffmpeg(runtime, line, {}, listeners);
        assertEquals(steady(heard.stderr), steady(plain.stderr));
        assertEquals(heard.stdout, plain.stdout);
        assertEquals(heard.exitCode, plain.exitCode);
      }
    });
  }
});

Deno.test("Runtime.run() passes on the level, the component and the message of each line", async () => {
  await using runtime = await engineRuntime("lgpl");
  const records: LogRecord[] = [];
  const onLog = (record: LogRecord) => void records.push(record);
  await ffmpeg(
    runtime,
    "-f lavfi -i sine=duration=0.1 -i none.mp4 out.wav",
    {},
    { onLog },
  );
  const [source] = records;
  assertEquals(source, {
    level: "info",
    component: undefined,
    message: "Input #0, lavfi, from 'sine=duration=0.1':",
  });
  const because = "No such file or directory";
  assertEquals(records.slice(-3), [
    {
      level: "error",
      component: "in#1",
      message: `Error opening input: ${because}`,
    },
    {
      level: "error",
      component: undefined,
      message: "Error opening input file none.mp4.",
    },
    {
      level: "fatal",
      component: undefined,
      message: `Error opening input files: ${because}`,
    },
  ]);
  records.length = 0;
  const { stderr } = await ffmpeg(
    runtime,
    "-v error -i a.mp4 out.wav",
    { "a.mp4": new Uint8Array(100) },
    { onLog },
  );
  assert(records.every(({ level }) => level === "error" || level === "fatal"));
  assert(
    records.some(({ component, message }) =>
      component === "in#0" && message === "moov atom not found"
    ),
  );
  assertEquals(records.length, stderr.trimEnd().split("\n").length);
});

Deno.test("Runtime.run() rejects with the error that a listener throws", async () => {
  await using runtime = await engineRuntime("lgpl");
  const thrown = new Error("thrown");
  const listener = () => {
    throw thrown;
  };
  const args = ["-f", "lavfi", "-i", "sine", "-t", "1", "out.wav"];
  for (const options of [{ onLog: listener }, { onProgress: listener }]) {
    const error = await assertRejects(() =>
      runtime.run(new MemoryFs(), args, options)
    );
    assertEquals(error, thrown);
  }
});

Deno.test("LogReader finds the same lines wherever the chunks end", () => {
  const log = "[info] Grüße\n[mov,mp4 @ 0x1f] [aist#0:1 @ 0x2] [error] bad\n" +
    "and more\r[warning] \r\n[info] frame= 1\rframe= 2\n[verbose] no end";
  const read = (pieces: Uint8Array[]) => {
    const lines: unknown[] = [];
    const reader = new LogReader((line) => lines.push(line), false);
    for (const piece of pieces) reader.push(piece);
    reader.end();
    return lines;
  };
  const bytes = new TextEncoder().encode(log);
  const whole = read([bytes]);
  assertEquals(whole, [
    {
      text: "Grüße\n",
      record: { level: "info", component: undefined, message: "Grüße" },
    },
    {
      text: "[mov,mp4 @ 0x1f] [aist#0:1 @ 0x2] bad\n",
      record: { level: "error", component: "aist#0:1", message: "bad" },
    },
    {
      text: "and more\r",
      record: { level: "error", component: "aist#0:1", message: "and more" },
    },
    {
      text: "\r\n",
      record: { level: "warning", component: undefined, message: "" },
    },
    {
      text: "frame= 1\r",
      record: { level: "info", component: undefined, message: "frame= 1" },
    },
    {
      text: "frame= 2\n",
      record: { level: "info", component: undefined, message: "frame= 2" },
    },
    {
      text: "no end",
      record: { level: "verbose", component: undefined, message: "no end" },
    },
  ]);
  for (let size = 1; size < 9; size++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      pieces.push(bytes.subarray(at, at + size));
    }
    const texts = (lines: unknown[]) =>
      lines.map((line) => (line as { text: string }).text).join("");
    assertEquals(texts(read(pieces)), texts(whole));
  }
});

/** The command line with which the log is read. */
function requestedArgs(args: readonly string[]): string[] {
  return requestLog(CommandLine.parse(args)).line.toArgs();
}

Deno.test("requestLog() changes the values of the user's own options", () => {
  const values: Record<string, string> = {
    error: "+level+16",
    "24": "+level+24",
    "+repeat": "+level+repeat+32",
    "-repeat+debug": "+level-repeat+48",
    "repeat+level+verbose": "level+repeat+level+40",
    "-level+info": "+level+32",
    "+": "+level+0",
    "": "+level+32",
    nonsense: "nonsense",
    toString: "toString",
    // More digits than ffmpeg accepts for a level.
    "99999999999999999999999": "99999999999999999999999",
  };
  for (const [value, changed] of Object.entries(values)) {
    assertEquals(requestedArgs(["-v", value, "-i", "a"])[1], changed);
  }
  assertEquals(requestedArgs(["-i", "a"]).slice(0, 2), [
    "-loglevel",
    "+level+32",
  ]);
});

Deno.test("requestLog() applies the last level, and the first until that is parsed", () => {
  const request = (command: string, least?: number) => {
    const { line, ...asked } = requestLog(
      CommandLine.parse(command.split(" ")),
      least,
    );
    return { command: line.toArgs().join(" "), ...asked };
  };
  assertEquals(request("-v debug -i a -loglevel level+error", 32), {
    command: "-v +level+48 -i a -loglevel level+level+32",
    level: 16,
    showsLevels: true,
  });
  // ffmpeg itself omits what was not requested.
  assertEquals(request("-v debug -v error"), {
    command: "-v +level+48 -v +level+16",
    level: Infinity,
    showsLevels: false,
  });
  assertEquals(request("-i a -v"), {
    command: "-loglevel +level+32 -i a -v",
    level: Infinity,
    showsLevels: false,
  });
});
