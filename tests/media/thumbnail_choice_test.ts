// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Which frame a thumbnail shows, and how bright HDR looks in it. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Runtime, ThumbnailOptions } from "../../mod.ts";
import { contactSheet, preview } from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { psnr } from "../support/similarity.ts";

/** The usual range as HDR, by zimg: graphics white has 203 nits. */
const toHdr = (transfer: string) =>
  "format=gbrp,setparams=color_primaries=bt709:color_trc=iec61966-2-1:" +
  "colorspace=gbr:range=pc,zscale=t=linear:npl=203,format=gbrpf32le," +
  `zscale=p=2020:t=${transfer}:npl=203:m=2020_ncl:r=tv,format=yuv420p10le`;

let files!: Files;
let runtime!: Runtime;
prepare(async () => {
  const graph =
    "color=black:s=64x64:d=3:r=10[a];testsrc2=s=64x64:d=4:r=10[b];" +
    "color=red:s=64x64:d=3:r=10[c];[a][b][c]concat=n=3[film];" +
    "smptehdbars=s=128x72:r=5:d=1,format=rgb24,split=3[sdr][p][h];" +
    `[p]${toHdr("smpte2084")}[pq];[h]${toHdr("arib-std-b67")}[hlg]`;
  const x265 = "-c:v libx265 -x265-params log-level=none:crf=10 " +
    "-color_primaries bt2020 -colorspace bt2020nc -color_trc ";
  ({ files } = await runNative("ffmpeg", [
    ...["-filter_complex", graph],
    ..."-map [film] -c:v ffv1 film.mkv -map [sdr] -frames:v 1 sdr.png".split(
      " ",
    ),
    ...`-map [pq] ${x265}smpte2084 pq.mp4`.split(" "),
    ...`-map [hlg] ${x265}arib-std-b67 hlg.mkv`.split(" "),
  ]));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

async function thumbnail(
  name: string,
  options: ThumbnailOptions,
): Promise<Uint8Array> {
  return await runtime.thumbnail(fsOf(files), name, options);
}

Deno.test("a thumbnail is taken at a share of the whole, the last frame at the end", async () => {
  for (const [atPercent, sec] of [[0, 0], [45, 4.5], [100, 9.9]] as const) {
    const own = await thumbnail("film.mkv", { atPercent });
    const { files: { "n.png": native } } = await runNative("ffmpeg", [
      ...["-ss", `${sec}`, "-i", "film.mkv", "-frames:v", "1", "n.png"],
    ], files);
    const alike = await psnr("-i a.png -i n.png", {
      "a.png": own,
      "n.png": native!,
    });
    assert(alike > 45, `${atPercent}: ${alike}`);
  }
});

Deno.test("the best frame is neither black nor of one colour", async () => {
  const means = async (options: ThumbnailOptions) => {
    const png = await thumbnail("film.mkv", options);
    const { files: { "g.raw": gray } } = await runNative("ffmpeg", [
      ..."-i a.png -pix_fmt gray -f rawvideo g.raw".split(" "),
    ], { "a.png": png });
    return new Set(gray).size;
  };
  assert(await means({}) < 3);
  assert(await means({ best: true }) > 50);
});

Deno.test("thumbnails of HDR look as the same picture in the usual range", async () => {
  const likeness = async (name: string, toneMap?: boolean) =>
    await psnr("-i a.png -i sdr.png", {
      ...files,
      "a.png": await thumbnail(name, { atSec: 0, toneMap }),
    });
  for (const [name, least] of [["pq.mp4", 21], ["hlg.mkv", 18]] as const) {
    const [mapped, plain] = [await likeness(name), await likeness(name, false)];
    assert(
      mapped > least && mapped > plain + 3,
      `${name}: ${mapped}, ${plain}`,
    );
  }
});

Deno.test("sheets and previews of HDR are mapped, too", async () => {
  const sheet = await contactSheet(runtime, fsOf(files), "pq.mp4", {
    ...{ columns: 1, rows: 1, gap: 0, width: 128, format: "png" },
  });
  const own = await psnr("-i a.png -i sdr.png", { ...files, "a.png": sheet });
  assert(own > 21, `${own}`);
  const { data } = await preview(runtime, fsOf(files), "pq.mp4", {
    ...{ format: "gif", width: 128, clips: 1 },
  });
  const gif = await psnr("-i a.gif -i sdr.png", { ...files, "a.gif": data });
  assert(gif > 19, `${gif}`);
});

Deno.test("a thumbnail is chosen in one way", async () => {
  const wrong: unknown[] = [
    ...[{ atSec: 1, best: true }, { atPercent: 1, atSec: 1 }],
    ...[{ atPercent: 101 }, { atPercent: NaN }, { best: 1 }, { toneMap: 0 }],
  ];
  for (const options of wrong) {
    await assertRejects(
      () => thumbnail("film.mkv", options as ThumbnailOptions),
      TypeError,
    );
  }
  const png = await thumbnail("film.mkv", { atSec: 1, best: false });
  assertEquals(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
});
