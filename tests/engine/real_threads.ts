// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The engine with all libraries whose threads run side by side, compared with the one whose
 * threads take turns: with one thread it writes the same bytes; with more of them always the
 * same, or at least the same frames.
 *
 * Its name does not end in `_test`, as only `deno task test:versions` builds the engine.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { Runtime } from "../../mod.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, nativeFrameHashes } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

const THREADS = 4;

let green!: Runtime;
let real!: Runtime;
const files: Files = {};
prepare(async () => {
  const { path, exports, imports } = await buildEngine("full", {
    threads: "real",
  });
  assert(exports.includes("wasi_thread_start"));
  assert(imports.includes("wasi.thread-spawn"));
  real = await Runtime.create({ module: { file: path }, threads: THREADS });
  green = await engineRuntime("full", { threads: "green" });
  const pictures = "-f lavfi -i testsrc2=size=320x176:rate=25:duration=2";
  const sound = "-f lavfi -i sine=duration=2";
  for (
    const command of [
      `${pictures} ${sound} -c:v libx264 -preset ultrafast -c:a aac in.mp4`,
      `${pictures} ${sound} -c:v mpeg4 -q:v 3 -c:a pcm_s16le in.avi`,
      `${pictures} -c:v libvpx-vp9 -cpu-used 8 -deadline realtime in.webm`,
      `${pictures} -c:v libsvtav1 -preset 12 -svtav1-params tile-columns=1 in.mkv`,
    ]
  ) {
    const name = command.split(" ").at(-1)!;
    files[name] = (await made(green, command)).get(name)!;
  }
});

Deno.test.afterAll(async () => {
  await green?.close();
  await real?.close();
});

/** The files that a command makes, by name. */
async function made(
  runtime: Runtime,
  command: string,
): Promise<Map<string, Uint8Array>> {
  const { exitCode, stderr, fs } = await ffmpeg(
    runtime,
    `-y ${command}`,
    files,
  );
  assertEquals(exitCode, 0, stderr);
  const names = fs.readDir("/").map(({ name }) => name)
    .filter((name) => !(name in files)).sort();
  return new Map(names.map((name) => [name, fs.readFile(name)]));
}

/** The checksums of files, by name. */
async function sums(made: Promise<Map<string, Uint8Array>>) {
  const entries = Array.from(
    await made,
    async ([name, bytes]) => [name, await sha256(new Uint8Array(bytes))],
  );
  return await Promise.all(entries);
}

/** Commands whose output does not depend on how many threads there are. */
const always = [
  "-i in.mp4 -f framemd5 out.txt",
  "-i in.avi -f framemd5 out.txt",
  "-i in.webm -f framemd5 out.txt",
  "-i in.mp4 -vf scale=640:360,gblur,hflip -f framemd5 out.txt",
  "-i in.mp4 -frames:v 10 out%02d.png",
  "-i in.mkv -f framemd5 out.txt",
  "-threads 4 -max_frame_delay 1 -i in.mkv -f framemd5 out.txt",
  "-i in.mp4 -vf zscale=w=640:h=360:filter=spline36:min=709,format=gbrp -f framemd5 out.txt",
  "-i in.mp4 -frames:v 5 -c:v libopenjpeg out%d.jp2",
  "-i in.mp4 -frames:v 5 -c:v libwebp_anim out.webp",
  "-i in.mp4 -vn -af rubberband=tempo=1.5:pitch=0.8 -c:a flac out.flac",
  "-i in.mp4 -vn -f chromaprint out.txt",
];

/** Commands whose output does, into formats that have no number by chance. */
const sometimes = [
  "-i in.mp4 -c:v mpeg4 -q:v 3 -an out.avi",
  "-i in.mp4 -c:v libx264 -preset medium -c:a aac out.mp4",
  "-i in.mp4 -c:v libx264 -preset veryfast -vf scale=640:360 -an out.avi",
  "-i in.mp4 -c:v libvpx-vp9 -row-mt 1 -tile-columns 1 -cpu-used 6 " +
  "-deadline realtime -an out.ivf",
  // The filter divides pictures by the number of threads, and rounds at each border.
  "-i in.mp4 -vf setparams=color_primaries=bt709:color_trc=bt709:" +
  "colorspace=bt709,zscale=t=linear:npl=100,format=gbrpf32le,tonemap=hable," +
  "zscale=t=bt709:m=bt709,format=yuv420p -c:v rawvideo -an out.avi",
  // What hung other builds with threads.
  "-i in.avi -filter_complex " +
  "split[a][b];[a]boxblur=4,scale=640:360[c];[c][b]overlay=20:20 " +
  "-c:v libx264 -preset ultrafast -c:a aac out.mp4",
];

/** Encoders that have numbers of threads of their own: what gives them several, and one. */
const own: readonly { encoder: string; several: string; one: string }[] = [
  {
    encoder: "-c:v libx265 -preset medium",
    several: "-x265-params pools=3:frame-threads=1",
    one: "-x265-params pools=none:frame-threads=1",
  },
  {
    encoder: "-pix_fmt yuv420p10le -c:v libx265 -preset veryfast",
    several:
      "-x265-params frame-threads=1:pmode=1:pme=1:lookahead-slices=4:slices=2",
    one: "-x265-params pools=none:frame-threads=1",
  },
  {
    encoder: "-c:v libsvtav1 -preset 10 -crf 40",
    several: "-svtav1-params lp=4",
    one: "-svtav1-params lp=1",
  },
  {
    encoder: "-c:v libkvazaar",
    several: "-kvazaar-params preset=veryfast,threads=3,owf=2",
    one: "-kvazaar-params preset=veryfast,threads=0,owf=0",
  },
];

/** Those of whose threads what they write may be another each time, natively, too. */
const varying: typeof own = [
  // They divide a picture by how long each took before: `bUseLoadBalancing`, which FFmpeg
  // leaves on.
  {
    encoder: "-c:v libopenh264 -b:v 500k",
    several: "-threads 4 -slices 4",
    one: "-threads 1",
  },
  // With a pool of four, native x265 wrote 20 streams in 20 runs with what the second has,
  // and three with the first.
  {
    encoder: "-c:v libx265 -preset medium",
    several: "-x265-params pools=4:frame-threads=3",
    one: "-x265-params pools=none:frame-threads=1",
  },
  {
    encoder: "-pix_fmt yuv420p10le -c:v libx265 -preset veryfast",
    several: "-x265-params pools=4:frame-threads=2:pmode=1:pme=1:slices=2",
    one: "-x265-params pools=none:frame-threads=1",
  },
];

const encoding = (settings: typeof own[number], number: "several" | "one") =>
  `-i in.mp4 -an ${settings.encoder} ${settings[number]} out.mp4`;

const withOwn = (number: "several" | "one") =>
  own.map((settings) => encoding(settings, number));

/** How many frames native ffmpeg finds in a file of what was made. */
async function frames(made: Map<string, Uint8Array>, name: string) {
  const files = Object.fromEntries(made);
  return (await nativeFrameHashes(["-i", name], files)).length;
}

Deno.test("with one thread, an engine with real threads writes the same bytes", async (t) => {
  for (
    const command of [
      ...[...always, ...sometimes, ...withOwn("one")],
      ...varying.map((settings) => encoding(settings, "one")),
    ]
  ) {
    await t.step(command, async () => {
      const one = `-filter_threads 1 -filter_complex_threads 1 -threads 1 ${
        command.replace(/ (\S+)$/, " -threads 1 $1")
      }`;
      assertEquals(
        await sums(made(real, one)),
        await sums(made(green, one)),
      );
    });
  }
});

Deno.test("with more, decoders and filters give the same frames", async (t) => {
  for (const command of always) {
    await t.step(command, async () => {
      const expected = await sums(made(green, command));
      for (let i = 0; i < 5; i++) {
        assertEquals(await sums(made(real, command)), expected, `${i}`);
      }
    });
  }
});

Deno.test("with more, encoders always write the same, with as many frames as with one", async (t) => {
  for (const command of [...sometimes, ...withOwn("several")]) {
    const name = command.split(" ").at(-1)!;
    await t.step(command, async () => {
      const first = await made(real, command);
      for (let i = 0; i < 5; i++) {
        assertEquals(
          await sums(made(real, command)),
          await sums(Promise.resolve(first)),
          `${i}`,
        );
      }
      const expected = await made(green, command);
      assertEquals(await frames(first, name), await frames(expected, name));
    });
  }
});

Deno.test("with more, encoders that vary write as many frames as with one", async (t) => {
  for (const settings of varying) {
    await t.step(encoding(settings, "several"), async () => {
      const several = await made(real, encoding(settings, "several"));
      const one = await made(green, encoding(settings, "one"));
      const name = "out.mp4";
      assertEquals(await frames(several, name), await frames(one, name));
    });
  }
});

Deno.test("x264 uses the threads", async () => {
  const { stderr } = await ffmpeg(
    real,
    "-loglevel debug -i in.mp4 -an -c:v libx264 out.mp4",
    files,
  );
  assertNotEquals(/frame_threads|threads=(?!1 )\d+/.exec(stderr), null);
});
