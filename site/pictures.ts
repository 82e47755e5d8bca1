// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { preview } from "../src/media/mod.ts";
import { MemoryFs, Runtime } from "../mod.ts";
import type { Page } from "./page.ts";

/** A picture or a clip that belongs on a page. */
export interface Picture {
  /** The slugs of the pages that it may stand on; it does on those that are there. */
  readonly slugs: readonly string[];
  /** The name of its file, and its text for people who do not see it. */
  readonly name: string;
  readonly alt: string;
}

interface Recipe extends Picture {
  /** Makes it of the clip. */
  make(runtime: Runtime, fs: MemoryFs): Promise<Uint8Array | string>;
}

const CLIP = "clip.mkv";

/** Makes something that moves, and something to hear: a format and a name are missing. */
export const clipArgs: readonly string[] = [
  ..."-f lavfi -i mandelbrot=size=640x360:rate=12:end_scale=0.002".split(" "),
  ..."-f lavfi -i aevalsrc=sin(2*PI*(200+300*t)*t)*(0.2+0.8*mod(t\\,1))".split(
    " ",
  ),
  ...["-t", "6"],
];

const recipes: readonly Recipe[] = [
  {
    slugs: ["guides/first-transcode"],
    name: "preview.webp",
    alt: "A clip that moves, made while this site was built",
    async make(runtime, fs) {
      return (await preview(runtime, fs, CLIP, { budgetBytes: 200_000 })).data;
    },
  },
];

/** Makes the pictures with the engine at `engine`, into `folder`. */
export async function makePictures(
  engine: string,
  folder: string,
): Promise<readonly Picture[]> {
  await using runtime = await Runtime.create({ module: { file: engine } });
  const fs = new MemoryFs();
  const { success, stderr } = await runtime.run(fs, [
    ...clipArgs,
    ...["-c:v", "ffv1", "-c:a", "flac", CLIP],
  ]);
  if (!success) throw new Error(stderr);
  for (const { name, make } of recipes) {
    const picture = await make(runtime, fs);
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    if (typeof picture === "string") await Deno.writeTextFile(path, picture);
    else await Deno.writeFile(path, picture);
  }
  return recipes;
}

/** A page with the pictures that belong on it, after its first paragraph. */
export function withPicture(
  page: Page,
  pictures: readonly Picture[],
  base: string,
): Page {
  const own = pictures.filter(({ slugs }) => slugs.includes(page.slug));
  if (own.length === 0) return page;
  const [first, ...rest] = page.body.split("\n\n");
  const shown = own.map(({ name, alt }) =>
    `![${alt}](${base}pictures/made/${name})`
  );
  return { ...page, body: [first, ...shown, ...rest].join("\n\n") };
}
