// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertNotEquals } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { Runtime } from "../../mod.ts";
import { ffmpeg, testedVersions } from "../support/engine.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";

const INPUT = "-f lavfi -i testsrc2=size=320x180:duration=0.4 " +
  "-f lavfi -i sine=duration=0.4 -c:v mpeg2video -c:a pcm_s16le film.avi";

/** Each makes one file, from those before it. FFmpeg 9 has another frame size for FLAC. */
const commands = [
  "-i film.avi -c:v mpeg4 -q:v 3 -c:a flac -frame_size 4608 made.mkv",
  "-i made.mkv -vf scale=160:-2 -sws_flags bilinear+accurate_rnd+bitexact " +
  "-fps_mode passthrough -c:v mpeg4 -an -movflags +faststart small.mp4",
  "-i small.mp4 -vf fps=5,hflip -c:v png turned.mov",
  "-i made.mkv -vn -c:a pcm_s16le sound.wav",
];

for (const version of testedVersions("9.0")) {
  Deno.test(`the lean engine of FFmpeg ${version} has few imports, and transcodes as native ffmpeg does`, async (t) => {
    const engine = await buildEngine("lgpl-lean", { version });
    assertEquals(
      engine.imports.filter((name) =>
        !name.startsWith("wasi_snapshot_preview1.")
      ),
      ["afmpeg_threads.switch"],
    );
    assertEquals(engine.sources.slice(1).map((name) => name.split("=")[0]), [
      ...["zlib", "dav1d", "emscripten", "libwebp"],
    ]);
    await using runtime = await Runtime.create({
      module: { file: engine.path },
    });
    const { files } = await runNative("ffmpeg", INPUT.split(" "));
    for (const command of commands) {
      const name = command.split(" ").at(-1)!;
      await t.step(name, async () => {
        const { exitCode, stderr, fs } = await ffmpeg(runtime, command, files);
        assertEquals(exitCode, 0, stderr);
        const args = ["-cpuflags", "0", ...command.split(" ")];
        args.splice(-1, 0, "-threads", "1");
        const theirs = await runNative("ffmpeg", args, files);
        const frames = (made: Files) => nativeFrameHashes(["-i", name], made);
        files[name] = fs.readFile(name);
        const hashes = await frames(files);
        assertNotEquals(hashes.length, 0);
        assertEquals(hashes, await frames(theirs.files));
      });
    }
  });
}
