// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What FFmpeg had in earlier versions, and what does the same now. */
interface Removed {
  /** How ffmpeg complains about its name. */
  readonly complaint: RegExp;
  readonly what: string;
  readonly instead: Readonly<Record<string, string>>;
}

const removed: readonly Removed[] = [
  {
    complaint: /(?:Unrecognized option '|Codec AVOption )(\w+)/,
    what: "option -",
    instead: {
      absf: "-bsf:a",
      async: "the filter -af aresample=async=1",
      filter_complex_script: "-/filter_complex FILE",
      filter_script: "-/filter FILE, or -/filter:v FILE",
      map_channel: "the filter -af pan=mono|c0=FL",
      psnr: "-flags +psnr",
      top: "the filter -vf setfield=tff",
      vbsf: "-bsf:v",
      vol: "the filter -af volume=1.5",
      vsync: "-fps_mode passthrough, cfr, vfr or auto (once 0, 1, 2 and -1), " +
        "before the name of the output",
    },
  },
  {
    complaint: /No such filter: '(\w+)'/,
    what: "filter ",
    instead: { pp: "-vf deblock" },
  },
];

/** What to write for an option or a filter that a log says there is none of any more. */
export function removedHint(log: string): string | undefined {
  for (const { complaint, what, instead } of removed) {
    const name = complaint.exec(log)?.[1];
    if (name === undefined || !Object.hasOwn(instead, name)) continue;
    return `FFmpeg no longer has the ${what}${name}: use ${instead[name]}`;
  }
  return undefined;
}
