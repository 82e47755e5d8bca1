// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How alike videos are, compared with what native ffmpeg says. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { ProbeError, type Runtime } from "../../mod.ts";
import {
  compare,
  type CompareOptions,
  MediaError,
  MissingStreamError,
} from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { nativeLog, numbersIn } from "../support/native_log.ts";
import { prepare } from "../support/prepare.ts";

let files!: Files;
let runtime!: Runtime;
prepare(async () => {
  // A rate whose times each format rounds in its own way.
  const source = "testsrc2=s=160x120:r=30000/1001:d=2,noise=alls=8:allf=t";
  ({ files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", source, "-f", "lavfi", "-i", "sine=d=1"],
    ..."-map 0 -pix_fmt yuv420p -c:v ffv1 ref.mkv".split(" "),
    ..."-map 0 -pix_fmt yuv420p -c:v libx264 -qp 20".split(" "),
    ..."-preset ultrafast good.mp4 -map 0 -pix_fmt yuv420p".split(" "),
    ..."-c:v libx264 -qp 34 -preset ultrafast bad.mp4".split(" "),
    ..."-map 0 -t 1 -s 80x60 -c:v png small.mov".split(" "),
    ..."-map 1 sound.wav".split(" "),
  ]));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

async function compared<const O extends CompareOptions>(
  name: string,
  options: O,
  reference = "ref.mkv",
) {
  return await compare(runtime, fsOf(files), name, reference, options);
}

for (const name of ["good.mp4", "bad.mp4"]) {
  Deno.test(`compare measures what native ffmpeg measures in ${name}`, async () => {
    const { psnr, ssim, frames } = await compared(name, {
      ...{ psnr: true, ssim: true },
    });
    // Natively, frames whose times are rounded apart must be numbered.
    const log = await nativeLog([
      ...["-i", name, "-i", "ref.mkv", "-lavfi"],
      "[0:v]settb=AVTB,setpts=N,split[a][c];[1:v]settb=AVTB,setpts=N,split[b][d];" +
      "[a][b]psnr;[c][d]ssim",
      ...["-f", "null", "-"],
    ], files);
    const number = "([\\d.]+|inf)";
    const [[y, u, v, average, min]] = numbersIn(
      log,
      new RegExp(
        `PSNR y:${number} u:${number} v:${number} average:${number} min:${number}`,
        "g",
      ),
    ) as [[number, number, number, number, number]];
    assertEquals(frames, 60);
    assertAlmostEquals(psnr.average, average, 1e-4);
    assertAlmostEquals(psnr.min, min, 1e-4);
    for (const [i, value] of Object.values(psnr.components).entries()) {
      assertAlmostEquals(value, [y, u, v][i]!, 1e-4);
    }
    const [[all]] = numbersIn(log, /SSIM .* All:([\d.]+)/g) as [[number]];
    assertAlmostEquals(ssim.average, all, 1e-5);
  });
}

Deno.test("compare measures XPSNR as the engine logs it", async () => {
  const { xpsnr } = await compared("bad.mp4", { xpsnr: true });
  const graph = "[1:v]settb=AVTB,setpts=N[r];[0:v]settb=AVTB,setpts=N[d];" +
    "[r][d]xpsnr";
  const { stderr } = await runtime.run(fsOf(files), [
    ...["-i", "bad.mp4", "-i", "ref.mkv", "-lavfi", graph, "-f", "null", "-"],
  ]);
  const [[y, u, v]] = numbersIn(
    stderr,
    /XPSNR +y: ([\d.]+) +u: ([\d.]+) +v: ([\d.]+)/g,
  ) as [[number, number, number]];
  for (const [i, letter] of ["y", "u", "v"].entries()) {
    assertAlmostEquals(xpsnr.components[letter]!, [y, u, v][i]!, 1e-3);
  }
  const better = await compared("good.mp4", { xpsnr: true });
  assert(better.xpsnr.average > xpsnr.average + 3);
});

Deno.test("compare finds no difference where there is none", async () => {
  const same = await compared("ref.mkv", {});
  assertEquals(same.psnr!.average, Infinity);
  assertEquals([same.ssim!.min, same.xpsnr, same.frames], [1, undefined, 60]);
});

Deno.test("compare compares as far as both last", async () => {
  const small = await compared("small.mov", { resize: true });
  assertEquals(small.frames, 30);
  const turned = await compared("ref.mkv", { resize: true }, "small.mov");
  assertEquals(turned.frames, 30);
});

Deno.test("compare says what cannot be compared", async () => {
  await assertRejects(
    () => compared("small.mov", {}),
    MediaError,
    'received a video of 80x60 pixels, but "ref.mkv" has 160x120; give `resize: true`',
  );
  await assertRejects(
    () => compared("sound.wav", {}),
    MissingStreamError,
    'Cannot compare the video of "sound.wav": received a file without video',
  );
  await assertRejects(
    () => compared("ref.mkv", {}, "sound.wav"),
    MissingStreamError,
  );
  const fs = fsOf(files);
  fs.writeFile("empty.mkv", "");
  await assertRejects(
    () => compare(runtime, fs, "empty.mkv", "ref.mkv"),
    ProbeError,
  );
  const wrong: unknown[] = [null, { psnr: 1 }, { psnr: false }, { vmaf: true }];
  for (const options of wrong) {
    await assertRejects(
      () => compared("ref.mkv", options as CompareOptions),
      TypeError,
    );
  }
  await assertRejects(() => compared("ref.mkv", {}, 1 as never), TypeError);
});

Deno.test("compare takes names that mean something to ffmpeg", async () => {
  const fs = fsOf(files);
  fs.writeFile("%1d.mkv", files["ref.mkv"]!);
  fs.writeFile("%2d:'.mkv", files["ref.mkv"]!);
  const { ssim } = await compare(runtime, fs, "%1d.mkv", "%2d:'.mkv");
  assertEquals(ssim!.average, 1);
});
