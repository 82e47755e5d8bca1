// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  AnswerError,
  devices,
  lineOutput,
  textInput,
  textOutput,
  Wasi,
  type WasiOptions,
} from "../../src/wasi/mod.ts";
import { type Fs, MemoryFs, type SyncFs } from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runOnTerminal } from "../support/terminal.ts";

/** Runs a guest of `testdata/guests`; returns its exit code. */
async function run(name: string, options: WasiOptions): Promise<number> {
  const wasi = new Wasi(options);
  const module = await WebAssembly.compile(await compileGuest(name));
  return wasi.start(await WebAssembly.instantiate(module, wasi.imports));
}

Deno.test("a guest reads and writes texts and lines, and finds its streams in /dev", async () => {
  const errors: string[] = [];
  const stdout = textOutput();
  const streams = {
    stdin: textInput("one\ntwo"),
    stdout,
    stderr: lineOutput((line) => errors.push(line)),
    random: (buffer: Uint8Array) => void buffer.fill(2),
  };
  const preopens = { "/": new MemoryFs(), "/dev": devices(streams) };
  assertEquals(await run("streams.c", { ...streams, preopens }), 0);
  assertEquals(stdout.text.split("\n"), [
    ...["0 isatty 0 chr 0", "1 isatty 0 chr 0", "2 isatty 0 chr 0"],
    ...["line one", "line two", "null 4", "urandom 16 32", "zero 1 0"],
    ...["tty of a device 0", "to stdout", "to fd 1", "stdin again 0"],
    "no line break",
  ]);
  // The last line comes when the guest has ended.
  assertEquals(errors, ["café", "unfinished"]);
});

Deno.test("isatty says what the streams say", async () => {
  const stdout = textOutput();
  await run("streams.c", {
    stdin: { ...textInput(""), isTerminal: true },
    stdout,
    stderr: { write: (data) => data.length, isTerminal: true },
  });
  assertEquals(stdout.text.split("\n").slice(0, 3), [
    ...["0 isatty 1 chr 1", "1 isatty 0 chr 0", "2 isatty 1 chr 1"],
  ]);
});

Deno.test("Wasi says that a file system answers with promises, before it is used", async () => {
  const slow = new FaultFs(
    MemoryFs.from({ "file": "" }),
    () => ({ until: Promise.resolve() }),
  );
  const fs = slow as Fs as SyncFs;
  const options = { fs, args: ["streams", "/"] };
  const error = await assertRejects(
    () => run("posix_matrix.c", options),
    AnswerError,
  );
  assertStringIncludes(error.message, "give a SyncFs, or use `Runtime`");
});

Deno.test("a guest shares the terminal of its host", async () => {
  const guest = await Deno.makeTempFile({ suffix: ".wasm" });
  try {
    await Deno.writeFile(guest, await compileGuest("streams.c"));
    const script = new URL("inheriting_guest.ts", import.meta.url);
    const { code, shown } = await runOnTerminal([
      ...[Deno.execPath(), "run", "-A", "--no-check", script.pathname, guest],
    ], {
      answer: { to: "2 isatty", with: "typed\n\x04\x04" },
    });
    assertEquals(code, 0, shown);
    const lines = shown.split("\r\n");
    for (const fd of [0, 1, 2]) {
      assert(lines.includes(`${fd} isatty 1 chr 1`), shown);
    }
    assert(lines.includes("line typed"), shown);
  } finally {
    await Deno.remove(guest);
  }
});

Deno.test("lines come when they are complete, in whatever pieces they are written", () => {
  const lines: string[] = [];
  const output = lineOutput((line) => lines.push(line));
  const bytes = new TextEncoder().encode("ä€😀\r\n\nlast\nrest");
  for (const byte of bytes) output.write(new Uint8Array([byte]));
  assertEquals(lines, ["ä€😀", "", "last"]);
  output.end!();
  output.end!();
  assertEquals(lines, ["ä€😀", "", "last", "rest"]);
  const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(65);
  const text = textOutput();
  text.write(shared);
  assertEquals(text.text, "AA");
  const wrong = 5 as unknown as string;
  assertThrows(() => textInput(wrong), TypeError, "`text`");
  assertThrows(() => lineOutput(wrong as never), TypeError, "`onLine`");
  assertThrows(() => devices({ stdin: wrong as never }), TypeError, "`stdin`");
});
