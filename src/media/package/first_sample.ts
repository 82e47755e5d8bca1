// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A box of ISO BMFF. */
interface Box {
  readonly type: string;
  /** Where its contents begin. */
  readonly start: number;
  readonly end: number;
}

/** The boxes between two positions; a faulty one ends them. */
function* boxes(view: DataView, start: number, end: number): Generator<Box> {
  for (let at = start; at + 8 <= end;) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(
      ...[4, 5, 6, 7].map((i) => view.getUint8(at + i)),
    );
    if (size < 8) return;
    yield { type, start: at + 8, end: at + size };
    at += size;
  }
}

/** The flags of a track fragment header, and of a run of samples. */
const TFHD_FIELDS = [[0x1, 8], [0x2, 4], [0x8, 4]] as const;
const TRUN_OFFSET = 0x1;
const TRUN_FIRST_FLAGS = 0x4;
const SAMPLE_DURATION = 0x100;
const SAMPLE_SIZE = 0x200;
const DEFAULT_SIZE = 0x10;

/**
 * How many bytes of a segment there are up to the end of its first sample, which is a key
 * frame; `undefined` if it has none.
 */
export function firstSampleEnd(segment: Uint8Array): number | undefined {
  const view = new DataView(
    segment.buffer,
    segment.byteOffset,
    segment.byteLength,
  );
  let size: number | undefined;
  try {
    for (const { type, start, end } of boxes(view, 0, segment.length)) {
      if (type === "moof") {
        const [traf] = [...boxes(view, start, end)]
          .filter(({ type }) => type === "traf");
        size = traf && firstSize(view, traf);
      } else if (type === "mdat" && size !== undefined) {
        return Math.min(start + size, segment.length);
      }
    }
  } catch (error) {
    // A box that says that it is longer than the file.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function firstSize(view: DataView, traf: Box): number | undefined {
  let usual: number | undefined;
  for (const { type, start } of boxes(view, traf.start, traf.end)) {
    const flags = view.getUint32(start) & 0xffffff;
    if (type === "tfhd") {
      let at = start + 8;
      for (const [flag, length] of TFHD_FIELDS) {
        if (flags & flag) at += length;
      }
      if (flags & DEFAULT_SIZE) usual = view.getUint32(at);
    } else if (type === "trun") {
      let at = start + 8;
      if (flags & TRUN_OFFSET) at += 4;
      if (flags & TRUN_FIRST_FLAGS) at += 4;
      if (flags & SAMPLE_DURATION) at += 4;
      return flags & SAMPLE_SIZE ? view.getUint32(at) : usual;
    }
  }
  return undefined;
}
