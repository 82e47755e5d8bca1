// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

const WIDTH = 48;
const HEIGHT = 16;

/** Subtitles that are pictures, as on a Blu-ray: a box, shown for a second, twice. */
export function pictureSubtitles(): Uint8Array {
  const word = (value: number) => [value >> 8, value & 255];
  const segment = (seconds: number, type: number, data: readonly number[]) => {
    const time = seconds * 90_000;
    return [
      ...[0x50, 0x47, ...word(time >>> 16), ...word(time & 0xffff)],
      ...[0, 0, 0, 0, type, ...word(data.length), ...data],
    ];
  };
  const window = [
    1,
    0,
    ...word(16),
    ...word(16),
    ...word(WIDTH),
    ...word(HEIGHT),
  ];
  const composition = (state: number, objects: readonly number[]) => [
    ...[...word(720), ...word(576), 0x10, ...word(0), state, 0, 0],
    ...[objects.length > 0 ? 1 : 0, ...objects],
  ];
  const row = [0, 0x80 | WIDTH, 1, 0, 0];
  const rows = Array(HEIGHT).fill(row).flat();
  const show = (at: number) => [
    ...segment(
      at,
      0x16,
      composition(0x80, [0, 0, 0, 0, ...word(16), ...word(16)]),
    ),
    ...segment(at, 0x17, window),
    ...segment(at, 0x14, [0, 0, 1, 200, 128, 128, 255]),
    ...segment(at, 0x15, [
      ...[0, 0, 0, 0xc0, 0, ...word(rows.length + 4)],
      ...[...word(WIDTH), ...word(HEIGHT), ...rows],
    ]),
    ...segment(at, 0x80, []),
  ];
  const hide = (at: number) => [
    ...segment(at, 0x16, composition(0, [])),
    ...segment(at, 0x17, window),
    ...segment(at, 0x80, []),
  ];
  return Uint8Array.from([...show(1), ...hide(2), ...show(3), ...hide(4)]);
}
