// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { contactSheet } from "../../examples/contact_sheet.ts";
import { packageHls } from "../../examples/hls.ts";
import { process, quieter } from "../../examples/pipeline.ts";
import { measure, normalise } from "../../examples/podcast.ts";
import { uploadHandler } from "../../examples/upload_server.ts";
import { MemoryFs, RuntimePool } from "../../mod.ts";
import { QuotaFs } from "../../vfs/mod.ts";
import { engineBytes } from "../support/engine.ts";
import { nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let pool!: RuntimePool;
prepare(async () => {
  pool = await RuntimePool.create({
    module: { bytes: await engineBytes("gpl") },
    size: 2,
  });
});

Deno.test.afterAll(() => pool?.close());

let clip!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=12:duration=6"],
    ...["-f", "lavfi", "-i", "sine=duration=6"],
    ...["-c:v", "mpeg4", "-c:a", "flac", "clip.mkv"],
  ]);
  clip = new Uint8Array(files["clip.mkv"]!);
});

function clipFs(): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("clip.mkv", clip);
  return fs;
}

Deno.test("the upload server describes media, and rejects everything else", async (t) => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    uploadHandler(pool),
  );
  const post = (body: BodyInit) =>
    fetch(`http://127.0.0.1:${server.addr.port}`, { method: "POST", body });
  await t.step("media", async () => {
    const response = await post(clip);
    const { durationSec, streams, thumbnail } = await response.json();
    assertEquals([response.status, durationSec], [200, 6]);
    assertEquals(
      streams.map(({ type }: { type: string }) => type),
      ["video", "audio"],
    );
    const png = new Uint8Array(
      await (await fetch(thumbnail)).arrayBuffer(),
    );
    const { streams: [picture] } = await nativeProbe("a.png", { "a.png": png });
    assertEquals([picture!.codec_name, picture!.width], ["png", 320]);
  });
  await t.step("no media", async () => {
    const response = await post("hello");
    assertEquals(response.status, 422);
    assert((await response.json()).error.includes("Invalid data"));
  });
  await t.step("no upload", async () => {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}`);
    assertEquals(response.status, 405);
    await response.body?.cancel();
  });
});

Deno.test("the upload server refuses what is too large as soon as it is, and keeps nothing", async () => {
  const limits = { maxFileBytes: clip.length, maxBytes: 2 * clip.length };
  const memory = new MemoryFs();
  const store = new QuotaFs(memory, limits);
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    uploadHandler(pool, store),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  assertEquals(await statusOf(url, new Uint8Array(clip.length + 1)), 413);
  // As large as allowed.
  const response = await fetch(url, { method: "POST", body: clip });
  assertEquals([response.status, (await response.json()).durationSec], [
    200,
    6,
  ]);
  // Nothing fits beside what another upload has left no room for.
  await store.writeFile("a", new Uint8Array(clip.length));
  await store.writeFile("b", new Uint8Array(clip.length));
  assertEquals(await statusOf(url, clip), 503);
  assertEquals(memory.readDir("/").map(({ name }) => name), ["a", "b"]);
});

Deno.test("the upload server reads nothing of an upload whose length it is not told", async () => {
  const handler = uploadHandler(pool, new MemoryFs());
  const lengths: Record<string, string>[] = [
    {},
    { "content-length": "5", "transfer-encoding": "chunked" },
  ];
  for (const headers of lengths) {
    let pulls = 0;
    const body = new ReadableStream({ pull: () => void pulls++ }, {
      highWaterMark: 0,
    });
    const request = new Request("http://localhost/", {
      ...{ method: "POST", headers, body },
    });
    assertEquals([(await handler(request)).status, pulls], [411, 0]);
  }
});

Deno.test("the upload server needs less memory than a large upload, the permissions in its documentation, and warns of nothing", async () => {
  const script = new URL("../../examples/upload_server.ts", import.meta.url);
  const [, flags] = /deno run (.*) examples/.exec(
    await Deno.readTextFile(script),
  )!;
  const limit = 128 * 2 ** 20;
  const cwd = await Deno.makeTempDir();
  await Deno.symlink((await buildEngine("gpl")).path, `${cwd}/ffmpeg.wasm`);
  await using server = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags!.split(" "), script.href, "0", `${limit}`],
    cwd,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const texts = { stdout: "", stderr: "" };
  const { promise: port, resolve } = Promise.withResolvers<string>();
  const read = async (name: keyof typeof texts) => {
    for await (const bytes of server[name]) {
      texts[name] += new TextDecoder().decode(bytes);
      const found = /http:\/\/[^ ]*:(\d+)\//.exec(texts[name])?.[1];
      if (found) resolve(found);
    }
  };
  const ended = Promise.all([read("stdout"), read("stderr")]);
  try {
    const url = `http://127.0.0.1:${await port}`;
    const described = await fetch(url, { method: "POST", body: clip });
    assertEquals([described.status, (await described.json()).durationSec], [
      200,
      6,
    ]);
    const before = await peakOf(server.pid);
    assertEquals(await statusOf(url, new Uint8Array(limit)), 422);
    assertEquals(await statusOf(url, endless()), 411);
    const grown = await peakOf(server.pid) - before;
    assert(grown < limit, `${grown} bytes`);
  } finally {
    server.kill();
    await ended;
    await Deno.remove(cwd, { recursive: true });
  }
  assert(!/signal|abort|warn/i.test(texts.stdout + texts.stderr), texts.stderr);
});

/** A body that never ends. */
function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(2 ** 20);
  return new ReadableStream({
    pull: (controller) => controller.enqueue(chunk),
  });
}

/** Posts a body until there is a response. */
async function statusOf(url: string, body: BodyInit): Promise<number> {
  const stop = new AbortController();
  const { signal } = stop;
  const { status } = await fetch(url, { method: "POST", body, signal });
  stop.abort();
  return status;
}

/** The most memory that a process has used so far. */
async function peakOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}

Deno.test("the packager makes HLS in two sizes", async () => {
  const fs = clipFs();
  fs.mkdir("out");
  await packageHls(pool, fs, "clip.mkv", "out");
  const left: Record<string, Uint8Array> = {};
  for await (const { path, info } of fs.glob("/out/**")) {
    if (info.kind !== "file") continue;
    left[path.slice("/out/".length).replace("/", "_")] = fs.readFile(path);
  }
  const master = new TextDecoder().decode(left["master.m3u8"]);
  assertEquals(master.match(/RESOLUTION=\S+?,/g), [
    "RESOLUTION=640x360,",
    "RESOLUTION=320x180,",
  ]);
  for (const size of ["0", "1"]) {
    const { streams } = await nativeProbe(`${size}_000.ts`, left);
    assertEquals(
      streams.map(({ codec_name }) => codec_name).sort(),
      ["aac", "h264"],
    );
  }
});

Deno.test("the packager needs no sound, and no video", async (t) => {
  const sound = ["-f", "lavfi", "-i", "sine=duration=2"];
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:duration=2"];
  const cases: Record<string, { args: string[]; codecs: string[][] }> = {
    "silent.mkv": {
      args: [...picture, "-c:v", "mpeg4"],
      codecs: [["h264"], ["h264"]],
    },
    "sound.flac": { args: sound, codecs: [["aac"]] },
    "cover.mp3": {
      args: [
        ...[...sound, ...picture, "-map", "0", "-map", "1", "-frames:v", "1"],
        ...["-c:v", "mjpeg", "-disposition:v", "attached_pic"],
      ],
      codecs: [["aac"]],
    },
  };
  for (const [name, { args, codecs }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { files } = await runNative("ffmpeg", [...args, name]);
      const fs = new MemoryFs();
      fs.writeFile(name, files[name]!);
      fs.mkdir("out");
      await packageHls(pool, fs, name, "out");
      const names = fs.readDir("out").map(({ name }) => name);
      assertEquals(names, [...codecs.keys().map(String), "master.m3u8"]);
      for (const [i, expected] of codecs.entries()) {
        const { streams } = await nativeProbe("a.ts", {
          "a.ts": fs.readFile(`out/${i}/000.ts`),
        });
        assertEquals(streams.map(({ codec_name }) => codec_name), expected);
      }
    });
  }
  await t.step("but one of them", async () => {
    const fs = new MemoryFs();
    fs.writeFile("a.srt", "1\n00:00:00,000 --> 00:00:01,000\nhello\n");
    await assertRejects(
      () => packageHls(pool, fs, "a.srt", "out"),
      Error,
      'Cannot package "a.srt": it has neither video nor sound',
    );
  });
});

Deno.test("the packager writes to the host with the permissions in its documentation", async () => {
  const script = new URL("../../examples/hls.ts", import.meta.url);
  const [, flags] = /deno run (.*) examples/.exec(
    await Deno.readTextFile(script),
  )!;
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${cwd}/in.mkv`, clip);
    await Deno.symlink((await buildEngine("gpl")).path, `${cwd}/ffmpeg.wasm`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags!.split(" "), script.href, "in.mkv", "out"],
      cwd,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    for (const name of ["0/list.m3u8", "1/000.ts"]) {
      assert((await Deno.stat(`${cwd}/out/${name}`)).size > 0, name);
    }
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("the podcast is as loud as it should be", async () => {
  const fs = new MemoryFs();
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "anoisesrc=duration=8:amplitude=0.02", "in.wav"],
  ]);
  fs.writeFile("in.wav", files["in.wav"]!);
  await normalise(pool, fs, "in.wav", "out.m4a");
  const after = await measure(pool, fs, "out.m4a");
  assertAlmostEquals(Number(after.input_i), -16, 0.7);
});

Deno.test("the contact sheet has frames from all over the video", async () => {
  const options = { columns: 3, rows: 2, width: 64 };
  const png = await contactSheet(pool, clipFs(), "clip.mkv", options);
  const { streams: [sheet] } = await nativeProbe("a.png", { "a.png": png });
  assertEquals([sheet!.width, sheet!.height], [3 * 64, 2 * 36]);
});

Deno.test("the pipeline processes samples between two guests", async () => {
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const [flac] = await Promise.all([
    new Response(readable).bytes(),
    process(pool, new Blob([clip]).stream(), quieter(), writable),
  ]);
  const peak = async (name: string, files: Record<string, Uint8Array>) => {
    const { files: { "a.raw": samples } } = await runNative("ffmpeg", [
      ...["-i", name, "-vn", "-ac", "1", "-f", "s16le", "a.raw"],
    ], files);
    return new Int16Array(new Uint8Array(samples!).buffer).reduce((a, b) =>
      Math.max(a, Math.abs(b))
    );
  };
  const before = await peak("clip.mkv", { "clip.mkv": clip });
  const after = await peak("a.flac", { "a.flac": flac });
  assertAlmostEquals(after, before / 2, 2);
});
