// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { cached } from "../tests/support/cached.ts";
import { runNative } from "../tests/support/native.ts";

/** The name of an input. */
export type InputName =
  | "av1.mkv"
  | "font.ttf"
  | "av1_10bits.mkv"
  | "av1_grain.mkv"
  | "h264.mp4"
  | "hevc.mp4"
  | "large.mkv"
  | "other360.mp4"
  | "raw360p.y4m"
  | "raw720p.y4m"
  | "sound.flac"
  | "sound.mp3"
  | "sound.wav"
  | "video.webm"
  | "video360.mp4"
  | "video720.mp4"
  | "vp8.webm"
  | "vp9.webm";

const noisy = (size: string, seconds: number, noise = 8) =>
  `-f lavfi -i testsrc2=size=${size}:rate=25:duration=${seconds} ` +
  `-vf noise=alls=${noise}:allf=t -pix_fmt yuv420p`;
const tone = (frequency: number) =>
  `-f lavfi -i sine=frequency=${frequency}:duration=4`;
const sound = "-f lavfi -i " +
  "aevalsrc=exprs=sin(t*2000)*0.4+random(0)*0.1|sin(t*3000)*0.4:duration=20";

/** Inputs that native ffmpeg makes. */
type Made = Exclude<InputName, keyof typeof files>;

/** Inputs that are files of the host, by their paths there. */
const files = {
  "font.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
} as const;

/** The arguments with which native ffmpeg makes each input. */
const recipes: Readonly<Record<Made, string>> = {
  "video360.mp4": `${tone(330)} ${noisy("640x360", 4)} -c:v libx264 -crf 24`,
  "other360.mp4": `${tone(550)} -f lavfi -i mandelbrot=size=640x360:rate=25 ` +
    "-t 4 -pix_fmt yuv420p -c:v libx264 -crf 24",
  "video720.mp4": `${noisy("1280x720", 2)} -c:v libx264 -crf 24`,
  "video.webm": `${noisy("640x360", 4)} -c:v libvpx-vp9 -b:v 1M ` +
    "-deadline realtime -cpu-used 8",
  "large.mkv": `${noisy("1280x720", 5, 60)} -c:v mjpeg -q:v 2`,
  "raw360p.y4m": noisy("640x360", 6, 6),
  "raw720p.y4m": noisy("1280x720", 2, 6),
  "h264.mp4": `${noisy("1280x720", 3, 6)} -c:v libx264`,
  "hevc.mp4": `${noisy("1280x720", 3, 6)} -c:v libx265 -preset fast`,
  "vp8.webm": `${noisy("1280x720", 3, 6)} -c:v libvpx -deadline realtime ` +
    "-cpu-used 8 -b:v 2M",
  "vp9.webm": `${noisy("1280x720", 3, 6)} -c:v libvpx-vp9 -deadline realtime ` +
    "-cpu-used 8 -b:v 2M",
  "av1.mkv": `${noisy("1280x720", 2, 6)} -c:v libsvtav1 -preset 8 -crf 35`,
  "av1_10bits.mkv": noisy("1280x720", 2, 6).replace("yuv420p", "yuv420p10le") +
    " -c:v libsvtav1 -preset 8 -crf 35",
  "av1_grain.mkv": `${noisy("1280x720", 2, 6)} -c:v libsvtav1 -preset 8 ` +
    "-crf 35 -svtav1-params film-grain=10",
  "sound.wav": sound,
  "sound.flac": sound,
  "sound.mp3": `${sound} -b:a 192k`,
};

/** The path of an input; native ffmpeg makes it unless it is cached. */
async function inputPath(name: InputName): Promise<string> {
  if (name in files) return files[name as keyof typeof files];
  const recipe = recipes[name as Made];
  return await cached(["bench", name, recipe], async (path) => {
    const args = [...recipe.split(" "), name];
    const { files: made } = await runNative("ffmpeg", args);
    await Deno.writeFile(path, made[name]!);
  });
}

/** The bytes of inputs, by name. */
export async function readInputs(
  names: readonly InputName[],
): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const inputs: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const name of names) {
    inputs[name] = await Deno.readFile(await inputPath(name));
  }
  return inputs;
}
