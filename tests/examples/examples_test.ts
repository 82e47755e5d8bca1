// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { contactSheet } from "../../examples/contact_sheet.ts";
import { packageHls } from "../../examples/hls.ts";
import { process, quieter } from "../../examples/pipeline.ts";
import { measure, normalise } from "../../examples/podcast.ts";
import { uploadHandler } from "../../examples/upload_server.ts";
import { MemoryFs, RuntimePool } from "../../mod.ts";
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
