// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What `probe` says beyond ffprobe, compared with mediainfo and what was made. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  MemoryFs,
  type Probe,
  type ProbeOptions,
  type Runtime,
  type VideoStream,
} from "../../mod.ts";
import { probe } from "../../src/media/probe/probe.ts";
import { describeImage } from "../../src/media/probe/image/describe_image.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { onlyFfmpeg } from "./only_ffmpeg.ts";

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("lgpl");
});
Deno.test.afterAll(() => runtime?.close());

async function made(line: string, files: Files = {}): Promise<MemoryFs> {
  const { files: all } = await runNative("ffmpeg", line.split(" "), files);
  return fsOf({ ...files, ...all });
}

function video({ streams }: Probe): VideoStream {
  return streams.find((stream): stream is VideoStream =>
    stream.type === "video"
  )!;
}

/** What mediainfo says of a stream: a field of a section. */
async function mediaInfo(
  fs: MemoryFs,
  name: string,
  field: string,
): Promise<string> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${cwd}/${name}`, fs.readFile(name));
    const { stdout } = await new Deno.Command("mediainfo", {
      args: [`--Output=${field}`, name],
      cwd,
    }).output();
    return new TextDecoder().decode(stdout).trim();
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("probe says how large a video is shown", async () => {
  const fs = await made(
    "-f lavfi -i testsrc=s=320x240:d=0.2,setsar=4/3 -c:v mpeg4 wide.mp4 " +
      "-f lavfi -i testsrc=s=64x48:d=0.2 -map 1 -c:v mpeg4 plain.mp4",
  );
  const { files } = await runNative("ffmpeg", [
    ..."-i wide.mp4 -c copy -metadata:s:v rotate=90 turned.mp4".split(" "),
  ], { "wide.mp4": fs.readFile("wide.mp4") });
  fs.writeFile("turned.mp4", files["turned.mp4"]!);
  const sizes = { "wide.mp4": [427, 240], "plain.mp4": [64, 48] };
  for (
    const [name, size] of Object.entries({ ...sizes, "turned.mp4": [180, 320] })
  ) {
    for (const runner of [runtime, onlyFfmpeg(runtime)]) {
      const { shownWidth, shownHeight } = video(await probe(runner, fs, name));
      assertEquals([shownWidth, shownHeight], size, name);
    }
  }
  assertEquals(
    await mediaInfo(fs, "wide.mp4", "Video;%DisplayAspectRatio%"),
    "1.778",
  );
  // As large as the helpers make pictures of it.
  const png = await runtime.thumbnail(fs, "turned.mp4", { atSec: 0 });
  fs.writeFile("t.png", png);
  const { width, height } = video(await runtime.probe(fs, "t.png"));
  assertEquals([width, height], [180, 320]);
});

Deno.test("probe says which HDR a video has", async () => {
  const colors = (transfer: string) =>
    "-color_primaries bt2020 -colorspace bt2020nc -color_trc " + transfer;
  const x265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none ";
  const fs = await made(
    "-f lavfi -i testsrc=s=64x64:d=0.1 -pix_fmt yuv420p10le " + x265 +
      colors("smpte2084") + " pq.mp4 -pix_fmt yuv420p10le " + x265 +
      colors("arib-std-b67") + " hlg.mkv -c:v mpeg4 sdr.mp4",
  );
  for (const runner of [runtime, onlyFfmpeg(runtime)]) {
    const hdr = async (name: string) =>
      video(await probe(runner, fs, name)).hdr;
    assertEquals(await hdr("pq.mp4"), { kind: "pq" });
    assertEquals(await hdr("hlg.mkv"), { kind: "hlg" });
    assertEquals(await hdr("sdr.mp4"), undefined);
    // The record of profile 8.4, at the end of what describes the samples.
    const bytes = withDolbyVision(fs.readFile("pq.mp4"));
    fs.writeFile("dv.mp4", bytes);
    assertEquals(await hdr("dv.mp4"), { kind: "pq", dolbyVisionProfile: 8.4 });
  }
  assertEquals(
    await mediaInfo(fs, "pq.mp4", "Video;%transfer_characteristics%"),
    "PQ",
  );
  const said = await mediaInfo(
    fs,
    "dv.mp4",
    "Video;%HDR_Format%/%HDR_Format_Profile%",
  );
  assert(said.startsWith("Dolby Vision/dvhe.08"), said);
});

/** An MP4 to whose description of samples a record of Dolby Vision 8.4 is added. */
function withDolbyVision(file: Uint8Array): Uint8Array {
  const record = new Uint8Array(32);
  const view = new DataView(record.buffer);
  view.setUint32(0, 32);
  record.set(new TextEncoder().encode("dvvC"), 4);
  // Version 1.0; profile 8, level 4; RPU and base layer; compatibility 4.
  record.set([1, 0, 8 << 1, 4 << 3 | 0b101, 4 << 4], 8);
  const text = new TextDecoder("latin1").decode(file);
  const grown = new Set<number>();
  const starts = ["moov", "trak", "mdia", "minf", "stbl", "stsd", "hev1"];
  for (const type of starts) grown.add(text.indexOf(type) - 4);
  const entry = text.indexOf("hev1") - 4;
  const old = new DataView(file.buffer, file.byteOffset, file.length);
  const end = entry + old.getUint32(entry);
  const bytes = new Uint8Array(file.length + 32);
  bytes.set(file.subarray(0, end));
  bytes.set(record, end);
  bytes.set(file.subarray(end), end + 32);
  const out = new DataView(bytes.buffer);
  for (const at of grown) out.setUint32(at, out.getUint32(at) + 32);
  return bytes;
}

Deno.test("probe reads the true duration and how far apart frames are", async () => {
  const fs = await made(
    // Every fifth frame is missing; the recording has no duration in its header.
    "-f lavfi -i testsrc=s=64x64:d=4:r=10 -vf select=mod(n\\,5) -fps_mode vfr " +
      "-c:v ffv1 -f matroska -live 1 live.mkv -map 0 -c:v mpeg4 -bf 2 even.mp4",
  );
  const ask = async (name: string, options: ProbeOptions = {}) =>
    await runtime.probe(fs, name, options);
  assertEquals((await ask("live.mkv")).durationSec, undefined);
  const live = await ask("live.mkv", { duration: "exact" });
  assertEquals(live.durationSec, 3.9);
  assertEquals(video(live).frameSpacing, {
    ...{ minSec: 0.1, maxSec: 0.2, isVariable: true },
  });
  const even = await ask("even.mp4", { duration: "exact" });
  assertAlmostEquals(even.durationSec!, 4, 0.001);
  assertEquals(video(even).frameSpacing, {
    ...{ minSec: 0.1, maxSec: 0.1, isVariable: false },
  });
  assertEquals(
    await mediaInfo(fs, "live.mkv", "Video;%FrameRate_Mode%") !== "CFR",
    true,
  );
  assertEquals(video(await ask("even.mp4")).frameSpacing, undefined);
  const without = await probe(onlyFfmpeg(runtime), fs, "even.mp4", {
    duration: "exact",
  });
  assertEquals(without.durationSec, 4);
});

Deno.test("probe hands out the picture files of covers", async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc=s=48x48 -frames:v 1 c.png".split(" "),
  ]);
  const fs = await made(
    "-f lavfi -i sine=d=0.2 -i c.png -map 0 -map 1 -c:v copy " +
      "-disposition:v attached_pic a.mp3 -f lavfi -i testsrc=d=0.1 -map 2 v.mkv",
    files,
  );
  for (const runner of [runtime, onlyFfmpeg(runtime)]) {
    const cover = async (name: string, covers: boolean) =>
      video(await probe(runner, fs, name, { covers })).cover;
    assertEquals(await cover("a.mp3", true), files["c.png"]);
    assertEquals(await cover("a.mp3", false), undefined);
    assertEquals(await cover("v.mkv", true), undefined);
  }
});

Deno.test("probe describes pictures as pictures", async () => {
  const fs = await made(
    "-f lavfi -i testsrc=s=66x44:d=1:r=4 -frames:v 1 a.png -frames:v 1 a.jpg " +
      "-f apng moving.png moving.gif -c:v libwebp_anim moving.webp " +
      "-frames:v 1 -c:v libwebp -pix_fmt yuv420p a.webp -frames:v 1 -c:v libwebp " +
      "-pix_fmt rgba -lossless 1 b.webp -frames:v 1 -c:v libaom-av1 " +
      "-still-picture 1 -cpu-used 8 a.avif -c:v mpeg4 film.mp4",
  );
  const expected: Record<string, [string, number]> = {
    ...{ "a.png": ["png", 1], "a.jpg": ["jpeg", 1], "moving.png": ["apng", 4] },
    ...{ "moving.gif": ["gif", 4], "moving.webp": ["webp", 4] },
    ...{ "a.webp": ["webp", 1], "b.webp": ["webp", 1] },
  };
  for (const [name, [format, frames]] of Object.entries(expected)) {
    const { image } = await runtime.probe(fs, name);
    assertEquals(
      image,
      {
        ...{ format, width: 66, height: 44, frames, isAnimated: frames > 1 },
      } as typeof image,
      name,
    );
  }
  const { image: avif } = await runtime.probe(fs, "a.avif");
  assertEquals(avif, {
    ...{ format: "avif", width: 66, height: 44, isAnimated: false },
  });
  assertEquals((await runtime.probe(fs, "film.mp4")).image, undefined);

  // Cut anywhere, and with any byte wrong: something or nothing, but soon, and no error.
  for (const name of [...Object.keys(expected), "a.avif"]) {
    const bytes = fs.readFile(name);
    for (let i = 0; i < 200; i++) {
      const broken = bytes.slice(0, i % 2 ? bytes.length : 7 * i);
      if (i % 2) {
        broken[i % bytes.length] = (broken[i % bytes.length]! + i) % 256;
      }
      fs.writeFile("x", broken);
      await describeImage(fs, "x");
    }
  }
});

Deno.test("a HEIC of tiles is one picture", async () => {
  const fs = new MemoryFs();
  fs.writeFile("grid.heic", gridOf(4));
  assertEquals(await describeImage(fs, "grid.heic"), {
    ...{ format: "heic", width: 600, height: 800, isAnimated: false, tiles: 4 },
  });
});

/** The headers of a HEIC whose picture is a grid of tiles, and turned by 90 degrees. */
function gridOf(tiles: number): Uint8Array {
  const box = (type: string, ...parts: (number[] | string)[]): number[] => {
    const data = parts.flatMap((part) =>
      typeof part === "string" ? [...new TextEncoder().encode(part)] : part
    );
    const size = data.length + 8;
    return [...u32(size), ...new TextEncoder().encode(type), ...data];
  };
  const u16 = (value: number) => [value >> 8 & 255, value & 255];
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
  const full = u32(0);
  const numbers = Array.from({ length: tiles }, (_, i) => u16(i + 1)).flat();
  const grid = tiles + 1;
  return Uint8Array.from([
    ...box("ftyp", "mif1", u32(0), "mif1heic"),
    ...box(
      "meta",
      full,
      box("pitm", full, u16(grid)),
      box("iref", full, box("dimg", u16(grid), u16(tiles), numbers)),
      box(
        "iprp",
        box(
          "ipco",
          box("ispe", full, u32(512), u32(512)),
          box("ispe", full, u32(800), u32(600)),
          box("irot", [1]),
        ),
        box("ipma", full, u32(2), u16(1), [1, 1], u16(grid), [2, 2, 0x83]),
      ),
    ),
  ]);
}
