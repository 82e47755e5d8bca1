// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import {
  checkRecord,
  type OptionTable,
  refusal,
  that,
} from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import type { Chapter, Probe } from "../probe/probe_result.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf } from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";

/** A chapter to be written: see {@linkcode WriteMetadataOptions}. */
export interface NewChapter {
  /** The start time in seconds. */
  startSec: number;
  /** The end time in seconds. The default is the start of the next one, or the end. */
  endSec?: number | undefined;
  /** The title. */
  title?: string | undefined;
}

/** Options of {@linkcode writeMetadata}. */
export interface WriteMetadataOptions extends RecipeOptions {
  /**
   * Tags of the file by their names, such as `title`, `artist`, `date`; `null` removes
   * one. The others stay.
   */
  tags?: Readonly<Record<string, string | null>> | undefined;
  /** All chapters, in order; an empty array removes them. By default they stay. */
  chapters?: readonly (NewChapter | Chapter)[] | undefined;
  /**
   * Languages of streams, usually three letters, by the numbers of the streams:
   * `{ 1: "deu" }`.
   */
  languages?: Readonly<Record<number, string>> | undefined;
}

const line = that(
  (value) => typeof value === "string" && !value.includes("\0"),
  "a string without NUL",
);

const metadataTable: OptionTable<WriteMetadataOptions> = {
  ...recipeTable,
  tags(name, value) {
    checkRecord(name, value, (name, value) => {
      if (value !== null) line(name, value);
    });
    for (const key of Object.keys(value as object)) {
      if (/^[^=\0]+$/.test(key)) continue;
      throw refusal(`a name in \`${name}\``, key, "one without `=` and NUL");
    }
  },
  chapters(name, value) {
    if (!Array.isArray(value)) throw refusal(`\`${name}\``, value, "an array");
    let before = -Infinity;
    for (const [i, chapter] of value.entries()) {
      const own = `${name}[${i}]`;
      const { startSec, endSec, title } = Object(chapter) as NewChapter;
      const isTime = typeof startSec === "number" &&
        Number.isFinite(startSec) &&
        startSec >= 0 && startSec > before;
      if (!isTime) {
        throw refusal(
          `\`${own}.startSec\``,
          startSec,
          "a time in seconds, after that of the chapter before",
        );
      }
      const isEnd = endSec === undefined ||
        (typeof endSec === "number" && Number.isFinite(endSec) &&
          endSec >= startSec);
      if (!isEnd) {
        throw refusal(`\`${own}.endSec\``, endSec, "a time after `startSec`");
      }
      if (title !== undefined) line(`${own}.title`, title);
      before = startSec;
    }
  },
  languages(name, value) {
    checkRecord(name, value, line);
    for (const key of Object.keys(value as object)) {
      if (/^\d+$/.test(key)) continue;
      throw refusal(`a stream in \`${name}\``, key, "its number");
    }
  },
};

/**
 * Changes tags, chapters and languages of a file; nothing is encoded again. They are
 * read with `probe`.
 *
 * @throws {MediaError} when the format of the output does not keep one of them, or
 * there is no such stream.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { writeMetadata } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=4", "-c:a", "aac", "in.m4a"]);
 *
 * await writeMetadata(runtime, fs, "in.m4a", "out.m4a", {
 *   tags: { title: "Two tones" },
 *   chapters: [{ startSec: 0, title: "One" }, { startSec: 2, title: "Two" }],
 * });
 * const { tags, chapters } = await runtime.probe(fs, "out.m4a");
 * assertEquals(tags.title, "Two tones");
 * assertEquals(chapters.map(({ title, endSec }) => [title, endSec]), [
 *   ["One", 2],
 *   ["Two", 4],
 * ]);
 * ```
 */
export async function writeMetadata(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: WriteMetadataOptions = {},
): Promise<Plan> {
  options = checkRecipe(
    "writeMetadata",
    fs,
    input,
    output,
    options,
    metadataTable,
  );
  containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const plan = planWriteMetadata(facts, { output, ...options });
  await carryOut(runner, fs, plan, options, async (staged) => {
    const { mounts: _, ...own } = options;
    const [path] = plan.outputs;
    const { probe } = await factsOf(runner, staged, path!, own);
    assertKept(probe, output, { ...options, kept: keptOf(facts, output) });
  });
  return plan;
}

const OPERATION = "write the metadata of";

/** The numbers of the streams of the input that the output has, in its order. */
function keptOf(facts: Facts, output: string): number[] {
  const names = new PlanNames();
  return keepStreams(OPERATION, facts, containerOf(output), { names }).kept;
}

/** Plans {@linkcode writeMetadata}. */
export function planWriteMetadata(
  facts: Facts,
  { output, tags = {}, chapters, languages = {} }: WriteMetadataOptions & {
    readonly output: string;
  },
): Plan {
  const names = new PlanNames();
  const container = containerOf(output);
  const { args, before, kept } = keepStreams(OPERATION, facts, container, {
    names,
  });
  const { durationSec, streams } = facts.probe;
  const ofStreams = Object.entries(languages).flatMap(([index, language]) => {
    const at = kept.indexOf(Number(index));
    if (at >= 0) return [`-metadata:s:${at}`, `language=${language}`];
    throw new MediaError(
      OPERATION,
      facts.path,
      `${streams.length} streams, of which number ${index} is none that is kept`,
    );
  });
  const list = chapters && chapters.length > 0
    ? names.text("chapters.txt", chaptersText(chapters, durationSec))
    : undefined;
  // The chapters of MP4 are a track of titles: without one, there is none.
  const isTrack = container.text === "mov_text" || container.muxer === "ipod";
  // A file of chapters cannot express all of them.
  const titles = (chapters ?? []).flatMap(({ title }, i) => {
    const own = isTrack ? title || `Chapter ${i + 1}` : title;
    return own === undefined ? [] : [`-metadata:c:${i}`, `title=${own}`];
  });
  return {
    steps: [...before, {
      argv: [
        ...[...FFMPEG, "-i", names.url(facts.path)],
        ...(list === undefined ? [] : ["-f", "ffmetadata", "-i", list]),
        ...[...args, "-map_metadata", "0"],
        ...(chapters === undefined
          ? []
          : ["-map_chapters", list === undefined ? "-1" : "1"]),
        ...Object.entries(tags).flatMap(([name, value]) => [
          ...["-metadata", `${name}=${value ?? ""}`],
        ]),
        ...[
          ...titles,
          ...ofStreams,
          ...outputArgs(container, names.url(output)),
        ],
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}

/** Chapters in the format that ffmpeg reads, without their titles. */
function chaptersText(
  chapters: readonly NewChapter[],
  durationSec?: number,
): string {
  const micro = (sec: number) => Math.round(sec * 1e6);
  return ";FFMETADATA1\n" + chapters.map(({ startSec, endSec }, i) => {
    const end = endSec ?? chapters[i + 1]?.startSec ?? durationSec ?? startSec;
    return `[CHAPTER]\nTIMEBASE=1/1000000\nSTART=${micro(startSec)}\n` +
      `END=${micro(Math.max(end, startSec))}\n`;
  }).join("");
}

/** @throws {MediaError} when an output does not have what it should. */
function assertKept(
  probe: Probe,
  path: string,
  { tags = {}, chapters, languages = {}, kept }: WriteMetadataOptions & {
    readonly kept: readonly number[];
  },
): void {
  const all = new Map(
    [...probe.streams.map(({ tags }) => tags), probe.tags].flatMap((tags) =>
      Object.entries(tags).map(([name, value]): [string, string] => [
        name.toLowerCase(),
        value,
      ])
    ),
  );
  const lost = Object.entries(tags).find(([name, value]) =>
    value !== null && value !== "" && !all.has(name.toLowerCase())
  );
  // Formats may write "ger" for "deu", but not nothing.
  const language = Object.entries(languages).find(([index, language]) => {
    const written = probe.streams[kept.indexOf(Number(index))]?.language;
    return (written ?? "und") === "und" && !/^(und)?$/.test(language);
  });
  const what = lost
    ? `the tag "${lost[0]}"`
    : chapters && probe.chapters.length !== chapters.length
    ? "chapters"
    : language
    ? `the language "${language[1]}"`
    : undefined;
  if (what === undefined) return;
  throw new MediaError(
    OPERATION,
    path,
    `${what}, which its format does not keep`,
    "leave it out, or give an output that ends in .mkv",
  );
}
