// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What a stream is for: see {@linkcode ProbeStream}. */
export interface Disposition {
  /** To be played unless the user chooses another. */
  readonly default: boolean;
  /** Dubbed. */
  readonly dub: boolean;
  /** In the language that it was made in. */
  readonly original: boolean;
  /** A commentary. */
  readonly comment: boolean;
  /** Lyrics. */
  readonly lyrics: boolean;
  /** Without the singing voice. */
  readonly karaoke: boolean;
  /** To be shown even if the user does not ask for subtitles. */
  readonly forced: boolean;
  /** For the hard of hearing. */
  readonly hearingImpaired: boolean;
  /** For the visually impaired. */
  readonly visualImpaired: boolean;
  /** Without voices. */
  readonly cleanEffects: boolean;
  /** A picture that belongs to the file, such as the cover of an album. */
  readonly attachedPic: boolean;
  /** Pictures for the time line of a player. */
  readonly timedThumbnails: boolean;
  /** Captions. */
  readonly captions: boolean;
  /** Descriptions. */
  readonly descriptions: boolean;
  /** Metadata. */
  readonly metadata: boolean;
  /** To be mixed with another stream. */
  readonly dependent: boolean;
  /** A still picture. */
  readonly stillImage: boolean;
}

/** The flags, as ffprobe names them. */
const flags = [
  ...["default", "dub", "original", "comment", "lyrics", "karaoke", "forced"],
  ...["hearing_impaired", "visual_impaired", "clean_effects", "attached_pic"],
  ...["timed_thumbnails", "captions", "descriptions", "metadata", "dependent"],
  "still_image",
] as const;

/** The disposition of which `isSet` returns each flag, by ffprobe's name for it. */
export function disposition(isSet: (flag: string) => boolean): Disposition {
  const entries = flags.map((flag) => [camelCase(flag), isSet(flag)]);
  return Object.fromEntries(entries) as unknown as Disposition;
}

/** `"side_data_type"` → `"sideDataType"`. */
function camelCase(name: string): string {
  return name.replace(
    /[_ ](\w)/g,
    (_, letter: string) => letter.toUpperCase(),
  );
}
