// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type AnalysisResults,
  analyze,
  type AnalyzeOptions,
} from "../media/analyze/analyze.ts";
import type { Span } from "../media/analyze/spans.ts";
import type { Command, ValueOption } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { loudnessText } from "./loudness_text.ts";
import { print } from "./terminal.ts";
import {
  helperOptions,
  jsonText,
  operandsOf,
  useHelper,
} from "./use_helper.ts";
import { interval } from "./values.ts";

/** The analyses of each type of stream, and which can take --min-sec. */
const requests = {
  audio: ["loudness", "volume", "silence", "speechFree"],
  video: [
    ...["black", "frozen", "scenes", "crop", "interlace", "levels"],
    "duplicates",
  ],
} as const;
const spans: readonly string[] = ["silence", "speechFree", "black", "frozen"];

/** What is analysed unless something is asked for: what every engine can, and cheaply. */
const usual: readonly string[] = [
  ...["loudness", "silence", "black", "frozen", "scenes"],
];

const summaries: Readonly<Record<string, string>> = {
  loudness: "how loud it is (EBU R 128)",
  volume: "its peaks and root mean square",
  silence: "silent parts",
  speechFree: "parts without voices",
  black: "black parts",
  frozen: "parts that stand still",
  scenes: "where scenes begin",
  crop: "the picture without black borders",
  interlace: "whether it is interlaced",
  levels: "which values the pixels have",
  duplicates: "frames that repeat the one before",
};

const minOption: ValueOption<number> = {
  name: "min-sec",
  value: "TIME",
  kind: interval,
  summary: "how long a part must last (2)",
};

/** `speechFree` as an option. */
function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `afmpeg analyze`. */
export const analyzeCommand: Command = {
  name: "analyze",
  summary: "find silence, black, scenes, loudness and more",
  group: "measure",
  operands: "[options] FILE",
  details:
    `Analyses a file in one pass: what is asked for, or else what is quick. TIME is
90 (seconds) or 1500ms; of --timeout, milliseconds unless a unit follows.`,
  options: [
    ...[...requests.audio, ...requests.video].map((name) => ({
      name: optionOf(name),
      summary: summaries[name]!,
    })),
    minOption,
    ...helperOptions,
  ],
  async run(call) {
    const [file] = operandsOf(call, ["a file"]);
    return await useHelper(call, [file], [], async ({ guest, options }) => {
      const { fs, path } = await inputFile(file, guest);
      const { runtime } = guest;
      const all = [...requests.audio, ...requests.video];
      let asked: readonly string[] = all.filter((name) =>
        call.has(optionOf(name))
      );
      if (asked.length === 0) {
        const { signal, timeout } = options;
        const { streams } = await runtime.probe(fs, path, { signal, timeout });
        const has = (type: "audio" | "video") =>
          streams.some((stream) =>
            stream.type === type && !stream.disposition.attachedPic
          );
        asked = (["audio", "video"] as const).filter(has)
          .flatMap((type) =>
            requests[type].filter((name) => usual.includes(name))
          );
        // What has neither is told so.
        if (asked.length === 0) asked = ["loudness"];
      }
      const minSec = call.read(minOption);
      const found = await analyze(runtime, fs, path, {
        ...options,
        ...Object.fromEntries(asked.map((name) => [
          name,
          minSec !== undefined && spans.includes(name) ? { minSec } : true,
        ])) as AnalyzeOptions,
      }) as Partial<AnalysisResults>;
      print(call.has("json") ? jsonText(found) : analysisText(found));
    });
  },
};

/** The results in lines. */
function analysisText(found: Partial<AnalysisResults>): string {
  const lines: string[] = [];
  const { loudness, volume, scenes, crop, interlace, levels, duplicates } =
    found;
  const db = (value: number) => `${value.toFixed(1)} dB`;
  if (loudness) lines.push(`loudness    ${loudnessText(loudness)}`);
  if (volume) {
    lines.push(
      `volume      peak ${db(volume.peakDb)}, RMS ${db(volume.rmsDb)}`,
    );
  }
  for (const name of ["silence", "speechFree", "black", "frozen"] as const) {
    const parts = found[name];
    if (parts) lines.push(`${optionOf(name).padEnd(12)}${spansText(parts)}`);
  }
  if (scenes) {
    const times = scenes.map(({ atSec }) => seconds(atSec));
    lines.push(`scenes      ${times.join(", ") || "one only"}`);
  }
  if ("crop" in found) {
    lines.push(`crop        ${crop?.filter ?? "everything is black"}`);
  }
  if (interlace) lines.push(`interlace   ${interlace.scan}`);
  if (levels) {
    const { y, u, v } = levels;
    const text = Object.entries({ y, u, v })
      .map(([name, { min, mean, max }]) =>
        `${name} ${min} to ${max}, mean ${mean.toFixed(1)}`
      );
    lines.push(`levels      ${text.join("; ")}`);
  }
  if (duplicates) {
    lines.push(
      `duplicates  ${duplicates.count} of ${duplicates.frames} frames`,
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

function spansText(parts: readonly Span[]): string {
  return parts.map(({ startSec, endSec }) =>
    `${seconds(startSec)} to ${seconds(endSec)}`
  ).join(", ") || "none";
}

function seconds(value: number): string {
  return `${Number(value.toFixed(3))} s`;
}
