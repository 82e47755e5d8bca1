// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, namesIn, startCli } from "../support/cli.ts";
import { compileGuest, compileThreadedGuest } from "../support/c_guest.ts";
import { runNative } from "../support/native.ts";
import { onTerminal } from "../support/terminal.ts";

/** Starts a command, waits until it has printed `said`, and sends it a signal. */
async function interrupt(
  args: string[],
  said: RegExp,
  signal?: Deno.Signal,
): Promise<{ code: number; stderr: string }> {
  const child = await startCli(args);
  let stderr = "";
  const text = child.stderr.pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array, string>,
  );
  for await (const chunk of text) {
    const isSent = said.test(stderr);
    stderr += chunk;
    if (signal && !isSent && said.test(stderr)) child.kill(signal);
  }
  await child.stdout.cancel();
  const { code } = await child.status;
  return { code, stderr };
}

const endless = "-f lavfi -i testsrc2=size=320x180 -c:v mpeg4";

for (
  const [signal, expected] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const
) {
  Deno.test(`afmpeg run leaves nothing behind after ${signal}`, async () => {
    await inFolder({ "kept.txt": "kept" }, async (folder) => {
      await Deno.mkdir(`${folder}/hls`);
      const line = `${endless} -hls_time 1 ${folder}/hls/a.m3u8 ` +
        `${endless.slice(-10)} ${folder}/out.mkv`;
      const args = ["run", "--json", "--", ...line.split(" ")];
      const { code, stderr } = await interrupt(
        args,
        /"type":"progress","frame":[1-9].*\n.*"type":"progress"/s,
        signal,
      );
      assertEquals(code, expected);
      assertStringIncludes(stderr, `received ${signal}`);
      assertEquals(await namesIn(folder), ["hls", "kept.txt"]);
      assertEquals(await namesIn(`${folder}/hls`), []);
    });
  });
}

/** Runs a guest in place of ffmpeg, and sends SIGINT when it has printed something. */
async function interruptGuest(
  bytes: Uint8Array,
  what: string,
): Promise<{ code: number; printed: string }> {
  return await inFolder({ "guest.wasm": bytes }, async (folder) => {
    const env = { AFMPEG_ENGINE: `${folder}/guest.wasm` };
    const child = await startCli(["ffmpeg", what], { env });
    const text = child.stdout.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    );
    let printed = "";
    for await (const chunk of text) {
      if (printed === "") child.kill("SIGINT");
      printed += chunk;
    }
    await child.stderr.cancel();
    return { code: (await child.status).code, printed };
  });
}

Deno.test("afmpeg ffmpeg lets the engine finish after SIGINT, if it can", async () => {
  const bytes = await compileThreadedGuest("threads.c");
  assertEquals(await interruptGuest(bytes, "signal_asleep"), {
    code: 0,
    printed: "ready\nsignal 2\n",
  });
});

Deno.test("afmpeg ffmpeg ends at once if the engine cannot finish", async () => {
  const bytes = await compileGuest("behave.c");
  assertEquals((await interruptGuest(bytes, "shout")).code, 130);
});

/** Starts a command that nobody reads from once it has written something. */
async function stalled(args: string): Promise<Deno.ChildProcess> {
  const child = await startCli(args.split(" "));
  const reader = child.stdout.getReader();
  await reader.read();
  return child;
}

Deno.test("afmpeg run ends although nobody takes what it has written", async () => {
  const raw = "-v error -f lavfi -i testsrc2=size=1280x720 -f rawvideo -";
  for (const [options, expected] of [["", 143], ["--timeout 3s ", 124]]) {
    const child = await stalled(`run ${options}-- ${raw}`);
    if (expected === 143) child.kill("SIGTERM");
    assertEquals((await child.status).code, expected);
    await child.stderr.cancel();
  }
});

Deno.test("afmpeg probe ends after SIGTERM although its stdin does not", async () => {
  const child = await startCli(["probe", "-"], { stdin: "piped" });
  const writer = child.stdin.getWriter();
  // More than a pipe holds: it is read.
  await writer.write(new Uint8Array(2 ** 20));
  child.kill("SIGTERM");
  const { code, stderr } = await child.output();
  assertEquals(code, 143);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    "Cannot continue: received SIGTERM",
  );
  await writer.abort();
});

Deno.test("afmpeg run does not leave half of a file that it was overwriting", async () => {
  await inFolder({ "out.mkv": "old" }, async (folder) => {
    const line = `run --json -- -y ${endless} ${folder}/out.mkv`;
    const said = /"type":"progress","frame":[1-9]/;
    const { code } = await interrupt(line.split(" "), said, "SIGINT");
    assertEquals(code, 130);
    assertEquals(await namesIn(folder), []);
  });
});

Deno.test("afmpeg run says what it has removed after SIGINT", async () => {
  await inFolder({ "kept.txt": "" }, async (folder) => {
    const line = `${endless} ${folder}/a.mkv ${endless.slice(-10)} ` +
      `-hls_time 1 ${folder}/b.m3u8`;
    const started = /\d done/;
    const text = await interrupt(
      ["run", "--", ...line.split(" ")],
      started,
      "SIGINT",
    );
    assertEquals(text.code, 130);
    assertStringIncludes(
      text.stderr,
      `received SIGINT; removed "${folder}/a.mkv"`,
    );
    const json = await interrupt(
      ["run", "--json", "--", ...line.split(" ")],
      /"type":"progress","frame":[1-9].*\n.*"type":"progress"/s,
      "SIGINT",
    );
    const last = JSON.parse(json.stderr.trimEnd().split("\n").at(-1)!);
    assertEquals([last.type, last.exitCode], ["error", 130]);
    assertEquals(last.removed.includes(`${folder}/a.mkv`), true);
    assertEquals(await namesIn(folder), ["kept.txt"]);
  });
});

Deno.test("afmpeg run says on a terminal what it has removed after Ctrl-C", async () => {
  await inFolder({ "kept.txt": "" }, async (folder) => {
    const line = `run -- ${endless} ${folder}/a.mkv`;
    const answer = { to: " done", with: "\x03" };
    const { code, shown } = await onTerminal(line.split(" "), { answer });
    assertEquals(code, 130, shown);
    const last = shown.trimEnd().split(/[\r\n]+/).at(-1)!;
    assertEquals(
      last,
      `afmpeg run: Cannot continue: received SIGINT; removed "${folder}/a.mkv"`,
    );
    assertEquals(await namesIn(folder), ["kept.txt"]);
  });
});

Deno.test("afmpeg run says that nothing was removed by naming nothing", async () => {
  const args = ["run", "--", ...endless.split(" "), "-f", "null", "-"];
  const { code, stderr } = await interrupt(args, /\d done/, "SIGINT");
  assertEquals(code, 130);
  assertEquals(
    stderr.trimEnd().split("\n").at(-1),
    "afmpeg run: Cannot continue: received SIGINT",
  );
});

Deno.test("afmpeg run leaves alone a file that it has not begun to overwrite", async () => {
  await inFolder({ "out.mkv": "old" }, async (folder) => {
    const line = `run --timeout 1 -- -y ${endless} ${folder}/out.mkv`;
    const { code } = await interrupt(line.split(" "), /never/);
    assertEquals(code, 124);
    assertEquals(await Deno.readTextFile(`${folder}/out.mkv`), "old");
  });
});

Deno.test("afmpeg run leaves nothing behind after a timeout", async () => {
  await inFolder({}, async (folder) => {
    const line = `${endless} ${folder}/out.mkv`;
    const args = ["run", "--timeout", "0.5s", "--", ...line.split(" ")];
    const { code, stderr } = await interrupt(args, /never/);
    assertEquals(code, 124);
    assertStringIncludes(stderr, "its timeout of 500 ms");
    assertEquals(await namesIn(folder), []);
  });
});

Deno.test("afmpeg run removes what it made behind a link, and leaves the link", async () => {
  for (const files of [{}, { "made.mkv": "" }]) {
    await inFolder(files, async (folder) => {
      await Deno.symlink("made.mkv", `${folder}/out.mkv`);
      const line = `${endless} -y ${folder}/out.mkv`;
      const args = ["run", "--timeout", "0.5s", "--", ...line.split(" ")];
      const { code, stderr } = await interrupt(args, /never/);
      assertEquals(code, 124);
      assertStringIncludes(stderr, `removed "${folder}/made.mkv"`);
      assertEquals(await namesIn(folder), ["out.mkv"]);
      assertEquals(await Deno.readLink(`${folder}/out.mkv`), "made.mkv");
    });
  }
});

Deno.test("afmpeg frames leaves nothing behind after SIGINT", async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=duration=60 -c:v mpeg4 in.mp4".split(" "),
  ]);
  await inFolder(files, async (folder) => {
    const child = await startCli([
      ...["frames", "--json", `${folder}/in.mp4`, `${folder}/frames`],
    ]);
    const text = child.stdout.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    );
    let printed = "";
    for await (const chunk of text) {
      const isSent = printed.includes("frame_0003.png");
      printed += chunk;
      if (!isSent && printed.includes("frame_0003.png")) child.kill("SIGINT");
    }
    await child.stderr.cancel();
    assertEquals((await child.status).code, 130);
    assertEquals(printed.includes("frame_1500.png"), false);
    assertEquals(await namesIn(`${folder}/frames`), []);
  });
});
