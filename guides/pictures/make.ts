// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Makes the pictures of the guides with afmpeg, the same bytes every time. Run it in
 * this repository with
 *
 * ```sh
 * deno run -A guides/pictures/make.ts
 * ```
 *
 * @module
 */
import { buildEngine } from "../../engine/build.ts";
import { type Fs, MemoryFs, Runtime } from "../../mod.ts";
import {
  args,
  contactSheet,
  gif,
  preview,
  spectrogram,
  sprites,
  waveform,
} from "../../src/media/mod.ts";
import { DenoFs } from "../../vfs/mod.ts";

const film = "mandelbrot=s=320x180:r=10:maxiter=400:start_scale=2:" +
  "end_scale=0.002:end_pts=60,trim=end=4,format=yuv420p";
const voice = "aevalsrc='0.8*sin(2*PI*(200+60*sin(3*t))*t)*abs(sin(2*t))*" +
  "(0.3+0.7*abs(sin(17*t)))':d=4";
const rising = "aevalsrc='0.5*sin(2*PI*(200*t+900*t*t/2))':d=4:s=16000";
const upright = "90:160";

/** Makes them all: their bytes by their names. `fonts` is a folder with DejaVu Sans. */
export async function makePictures(
  runtime: Runtime,
  fonts: Fs,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const fs = new MemoryFs();
  const run = async (line: string[]) => {
    const mounts = { "/fonts": fonts };
    const { success, stderr } = await runtime.run(fs, line, { mounts });
    if (!success) throw new Error(stderr);
  };
  const made = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Writes a frame at a second that the filters have gone over. */
  const still = async (name: string, graph: string, ...inputs: string[]) => {
    await run(args`-ss 1 -i film.mkv ${inputs} -filter_complex ${graph}
      -frames:v 1 -c:v libwebp -quality 70 ${name}`);
    made.set(name, fs.readFile(name));
  };
  /** Writes a picture of a helper as WebP. */
  const convert = async (name: string, picture: Uint8Array) => {
    fs.writeFile("picture.png", picture);
    await run(args`-i picture.png -c:v libwebp -quality 70 ${name}`);
    made.set(name, fs.readFile(name));
  };

  await run(args`-f lavfi -i ${film} -c:v ffv1 film.mkv`);
  await run(args`-f lavfi -i ${voice} voice.wav`);
  await run(args`-f lavfi -i ${rising} rising.wav`);
  const logo = "color=white:s=48x48,format=rgba,geq=r=255:g=255:b=255:" +
    "a='220*lt(hypot(X-24,Y-24),22)*gt(hypot(X-24,Y-24),12)'";
  await run(args`-f lavfi -i ${logo} -frames:v 1 logo.png`);
  fs.writeFile(
    "en.srt",
    "1\n00:00:00,000 --> 00:00:04,000\nIt gets smaller,\nand never ends.\n",
  );

  await still("thumbnail.webp", "null");
  await still("watermark.webp", "overlay=W-w-8:H-h-8", "-i", "logo.png");
  await still(
    "text.webp",
    "drawtext=text='A set with an edge':fontsize=26:fontcolor=white:" +
      "shadowx=2:shadowy=2:x=(w-tw)/2:y=h-th-16",
  );
  await still("subtitles.webp", "subtitles=en.srt:force_style='FontSize=30'");
  const fit = (how: string) =>
    `scale=${upright}:force_original_aspect_ratio=${how}`;
  await still(
    "shapes.webp",
    "split=4[a][b][c][d];" +
      `[a]crop=ih*9/16:ih,scale=${upright}[cropped];` +
      `[b]${fit("decrease")},pad=${upright}:-1:-1[padded];` +
      `[c]${fit("increase")},crop=${upright},gblur=8[back];` +
      `[d]${fit("decrease")}[front];` +
      "[back][front]overlay=(W-w)/2:(H-h)/2[blurred];" +
      "[cropped][padded][blurred]hstack=3",
  );

  const sheet = { columns: 4, rows: 2, width: 80, format: "webp" } as const;
  const options = { ...sheet, count: 8 };
  made.set(
    "sprites.webp",
    (await sprites(runtime, fs, "film.mkv", options)).sheets[0]!,
  );
  made.set(
    "contact-sheet.webp",
    await contactSheet(runtime, fs, "film.mkv", { ...sheet, gap: 4 }),
  );
  const moving = { maxWidth: 160, frameRate: 6, colors: 32, durationSec: 2 };
  await gif(runtime, fs, "film.mkv", "moving.gif", moving);
  made.set("moving.gif", fs.readFile("moving.gif"));
  const { data } = await preview(runtime, fs, "film.mkv", {
    ...{ width: 160, fps: 8, clips: 2, clipSec: 1, budgetBytes: 40_000 },
  });
  made.set("moving.webp", data);

  const size = { width: 480, height: 80 };
  const color = "#3b82f6"; // seen on white and on black
  await convert(
    "waveform.webp",
    await waveform(runtime, fs, "voice.wav", { ...size, color }),
  );
  await convert(
    "spectrogram.webp",
    await spectrogram(runtime, fs, "rising.wav", {
      ...{ width: 480, height: 160, palette: "magma", legend: false },
      toHz: 4000,
    }),
  );
  return made;
}

if (import.meta.main) {
  const module = { file: (await buildEngine("gpl")).path };
  await using runtime = await Runtime.create({ module });
  const fonts = new DenoFs("/usr/share/fonts");
  for (const [name, bytes] of await makePictures(runtime, fonts)) {
    await Deno.writeFile(new URL(name, import.meta.url), bytes);
    console.log(`${name}: ${bytes.length} bytes`);
  }
}
