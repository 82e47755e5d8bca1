// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The jobs that many people have, the most common first: each becomes a command line,
 * which can be edited. `before` and `options` are the arguments before and after the
 * input.
 */
export const recipes = [
  {
    name: "Video for the web (MP4, H.264)",
    needs: ["video"],
    options: `-vf "scale='min(1280,iw)':-2" -pix_fmt yuv420p -c:a aac ` +
      "-movflags +faststart",
    output: "out.mp4",
  },
  {
    name: "Video for the web (WebM, VP8)",
    needs: ["video"],
    options: `-vf "scale='min(640,iw)':-2" -c:v libvpx -b:v 1M -c:a libopus`,
    output: "out.webm",
  },
  {
    name: "Animated GIF of the first 5 seconds",
    needs: ["video"],
    before: "-t 5",
    options: '-vf "fps=10,scale=320:-2,split[a][b];[a]palettegen[p];' +
      '[b][p]paletteuse"',
    output: "out.gif",
  },
  {
    name: "A picture of the first second (PNG)",
    needs: ["video"],
    options: "-vf thumbnail=24 -frames:v 1 -update 1",
    output: "out.png",
  },
  {
    name: "Sound only (MP3)",
    needs: ["audio"],
    options: "-vn -c:a libmp3lame -q:a 2",
    output: "out.mp3",
  },
  {
    name: "Sound at an even loudness (M4A)",
    needs: ["audio"],
    options: "-vn -af loudnorm=I=-16:TP=-1.5 -ar 48000 -c:a aac",
    output: "out.m4a",
  },
  {
    name: "Another container, nothing encoded (MKV)",
    needs: ["video", "audio"],
    options: "-map 0 -c copy",
    output: "out.mkv",
  },
];

/** Those recipes that suit what a file contains. */
export function recipesFor(streams) {
  const types = new Set(streams.map(({ type }) => type));
  return recipes.filter(({ needs }) => needs.some((type) => types.has(type)));
}

/** The command line of a recipe, as one would type it. */
export function commandOf({ before, options, output }, path) {
  const parts = [before, "-i", quoted(path), options, output];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** A path without double quotes as one argument. */
function quoted(path) {
  return /^[\w./-]+$/.test(path) ? path : `"${path}"`;
}
