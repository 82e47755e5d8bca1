// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A segment of a playlist. */
export interface Segment {
  readonly seconds: number;
  readonly name: string;
}

/** A playlist of segments, parsed. */
export interface Playlist {
  /** The file with which decoding begins. */
  readonly init: string;
  /** The number of the first segment. */
  readonly first: number;
  readonly segments: readonly Segment[];
}

/** Reads a playlist as the muxer `dash` writes it. */
export function parsePlaylist(text: string): Playlist {
  const segments = Array.from(
    text.matchAll(/#EXTINF:([\d.]+),[^\n]*\n(?:#[^\n]*\n)*([^#\n]+)/g),
    ([, seconds, name]): Segment => ({
      seconds: Number(seconds),
      name: name!.trim(),
    }),
  );
  return {
    init: /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? "",
    first: Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1] ?? 0),
    segments,
  };
}

/** A playlist of everything that there is, in version 7 of HLS. */
export function playlistText(
  { init, first, segments }: Playlist,
  { head = [], before = [], each = () => [] }: {
    head?: readonly string[];
    /** What follows the map. */
    before?: readonly string[];
    /** What precedes the name of a segment. */
    each?: (segment: Segment, index: number) => readonly string[];
  } = {},
): string {
  const longest = Math.max(1, ...segments.map(({ seconds }) => seconds));
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(longest - 0.5)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    "#EXT-X-PLAYLIST-TYPE:VOD",
    ...head,
    ...(init === "" ? [] : [`#EXT-X-MAP:URI="${init}"`]),
    ...before,
    ...segments.flatMap((segment, i) => [
      `#EXTINF:${segment.seconds.toFixed(6)},`,
      ...each(segment, i),
      segment.name,
    ]),
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}

/** A text as an attribute of a playlist, which has no escapes. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\r\n]/g, "'")}"`;
}
