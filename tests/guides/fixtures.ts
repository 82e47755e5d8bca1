// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { runNative } from "../support/native.ts";

const picture = "testsrc2=s=160x90:r=25:d=";
const clip = (seconds: number) => [
  ...["-f", "lavfi", "-i", `${picture}${seconds}`],
  ...["-f", "lavfi", "-i", `sine=d=${seconds}`],
  ..."-g 25 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac".split(
    " ",
  ),
];
const still = (source: string) =>
  `-f lavfi -i ${source} -frames:v 1`.split(" ");
const hdr = "format=yuv420p10le,setparams=color_primaries=bt2020:" +
  "color_trc=smpte2084:colorspace=bt2020nc";

/** The files that guides take for granted: how native ffmpeg makes them. */
const made: Readonly<Record<string, readonly string[]>> = {
  "in.mp4": clip(2),
  "in.mov": clip(1),
  "in.mkv": clip(1),
  "one.mp4": clip(1),
  "two.mp4": clip(1),
  "media/a.mov": clip(1),
  "media/b.mov": clip(1),
  "broken.mkv": clip(2),
  "hdr.mov": [
    ...["-f", "lavfi", "-i", `${picture}0.2,${hdr}`],
    ..."-c:v libx265 -x265-params log-level=none -tag:v hvc1".split(" "),
  ],
  "voice.wav": ["-f", "lavfi", "-i", "sine=d=2,volume=0.2"],
  "music.mp3": ["-f", "lavfi", "-i", "sine=f=600:d=3"],
  "photo.png": still("testsrc2=s=200x100"),
  "cover.jpg": still("testsrc2=s=64x64"),
  "logo.png": still("color=red:s=16x16"),
  "scans/%04d.png": ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=5:d=1"],
};

const written: Readonly<Record<string, string>> = {
  "en.srt": "1\n00:00:00,000 --> 00:00:01,000\nHello\n",
  "list.txt": "0:00 One\n0:01 Two\n",
};

/** Writes the files that a text names into a folder. */
export async function writeFixtures(
  text: string,
  folder: string,
): Promise<void> {
  const isNamed = (name: string) =>
    new RegExp(`(?<![\\w./-])${name.split("/")[0]!.replace(".", "\\.")}\\b`)
      .test(text);
  for (const [name, content] of Object.entries(written)) {
    if (isNamed(name)) await Deno.writeTextFile(join(folder, name), content);
  }
  for (const name of Object.keys(made)) {
    if (!isNamed(name)) continue;
    for (const [file, bytes] of Object.entries(await contentOf(name))) {
      const path = join(folder, dirname(name), file);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes);
    }
  }
}

const contents = new Map<string, Promise<Record<string, Uint8Array>>>();

/** The files of a name, which are made once. */
function contentOf(name: string): Promise<Record<string, Uint8Array>> {
  const known = contents.get(name) ?? make(name);
  contents.set(name, known);
  return known;
}

async function make(name: string): Promise<Record<string, Uint8Array>> {
  const base = name.split("/").at(-1)!;
  const { files } = await runNative("ffmpeg", [...made[name]!, base]);
  if (!name.startsWith("broken")) return files;
  const whole = files[base]!;
  return { [base]: whole.subarray(0, Math.ceil(whole.length * 0.6)) };
}
