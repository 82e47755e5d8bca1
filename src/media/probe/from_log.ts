// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { known } from "./known.ts";
import { logStream } from "./log_stream.ts";
import type { Chapter, Probe } from "./probe_result.ts";
import { parseStreamLine, type StreamLine } from "./stream_line.ts";
import type { SideData } from "./stream.ts";

/** The file, a chapter, a program or a stream, and the lines that belong to it. */
interface LogPart {
  readonly tags: Map<string, string>;
  readonly sideData: SideData[];
  /** Which of the two the next lines belong to. */
  section: "tags" | "sideData";
  /** The tag that the next line may continue. */
  lastTag?: string;
}

const patterns = {
  head: /^Input #0, (.+?), from '/gm,
  duration:
    /^ {2}Duration: (?:N\/A|(\d+):(\d\d):(\d\d\.\d+))(?:, start: (-?[\d.]+))?, bitrate: (?:N\/A|(\d+) kb\/s)/,
  chapter: /^ {4}Chapter #0:\d+: start (-?[\d.]+), end (-?[\d.]+)$/,
  program: /^ {2}Program \d+/,
  stream: /^ {2,4}(Stream #0:.*)$/,
  tag: /^(\S.*?) *: (.*)$/,
  dovi:
    /^DOVI configuration record: .*profile: (\d+), level: (\d+),.* compatibility id: (\d+)/,
  matrix: /^(?:displaymatrix|Display Matrix): rotation of (\S+) degrees$/,
};

/**
 * Reads what `ffmpeg -i` logs about its input `url`, which is less, and less exact,
 * than what ffprobe prints. Returns `undefined` if the log does not describe it.
 */
export function fromLog(log: string, url: string): Probe | undefined {
  // A name may look like a line of the log; a very long one is cut.
  const named = log.lastIndexOf(`, from '${url}':\n`);
  const upTo = named < 0 ? log : log.slice(0, named + ", from '".length);
  // The last one: earlier lines are other messages, and may quote the file.
  const head = Array.from(upTo.matchAll(patterns.head)).at(-1);
  if (!head) return undefined;
  const start = named < 0 ? head.index : log.indexOf("\n", named + url.length);
  const file = emptyPart();
  const chapters: [Omit<Chapter, "title" | "tags">, LogPart][] = [];
  const streams: [StreamLine, LogPart][] = [];
  let duration: RegExpExecArray | undefined;
  let part = file;
  for (const line of log.slice(start).split("\n").slice(1)) {
    if (!line.startsWith(" ")) break;
    // The tags of the file come first: none of them may be read as a stream.
    if (!duration) {
      duration = patterns.duration.exec(line) ?? undefined;
      if (!duration) addLine(part, line.trimStart());
      continue;
    }
    const [, streamLine] = patterns.stream.exec(line) ?? [];
    const stream = streamLine && parseStreamLine(streamLine);
    const chapter = patterns.chapter.exec(line);
    if (stream) streams.push([stream, part = emptyPart()]);
    else if (chapter) {
      const times = {
        startSec: Number(chapter[1]),
        endSec: Number(chapter[2]),
      };
      chapters.push([times, part = emptyPart()]);
    } else if (patterns.program.test(line)) part = emptyPart();
    else addLine(part, line.trimStart());
  }
  const [, hours, minutes, seconds, begin, kilobits] = duration ?? [];
  return known<Probe>({
    formatNames: head[1]!.split(","),
    formatLongName: undefined,
    durationSec: seconds === undefined
      ? undefined
      : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    startSec: begin === undefined ? undefined : Number(begin),
    bitRate: kilobits === undefined ? undefined : Number(kilobits) * 1000,
    size: undefined,
    tags: Object.fromEntries(file.tags),
    chapters: chapters.map(([times, part]) =>
      known<Chapter>({
        ...times,
        title: part.tags.get("title"),
        tags: Object.fromEntries(part.tags),
      })
    ),
    image: undefined,
    streams: streams.map(([line, part]) =>
      logStream(line, Object.fromEntries(part.tags), part.sideData)
    ),
  });
}

function emptyPart(): LogPart {
  return { tags: new Map(), sideData: [], section: "tags" };
}

/** Adds a tag, a further line of one, or side data. */
function addLine(part: LogPart, text: string): void {
  if (text === "Metadata:") part.section = "tags";
  else if (text === "Side data:") part.section = "sideData";
  else if (part.section === "tags") addTag(part, text);
  else {
    const dovi = patterns.dovi.exec(text);
    if (dovi) {
      const [profile, level, base] = dovi.slice(1).map(Number);
      part.sideData.push({
        type: "DOVI configuration record",
        fields: {
          ...{ dv_profile: profile, dv_level: level },
          dv_bl_signal_compatibility_id: base,
        },
      });
      return;
    }
    const matrix = patterns.matrix.exec(text);
    if (!matrix) return;
    const fields = { rotation: Number(matrix[1]) };
    part.sideData.push({ type: "Display Matrix", fields });
  }
}

function addTag(part: LogPart, text: string): void {
  // A continuation line has no key.
  if (text.startsWith(": ") && part.lastTag !== undefined) {
    const soFar = part.tags.get(part.lastTag);
    part.tags.set(part.lastTag, `${soFar}\n${text.slice(2)}`);
    return;
  }
  const tag = patterns.tag.exec(text);
  if (tag) part.tags.set(part.lastTag = tag[1]!, tag[2]!);
}
