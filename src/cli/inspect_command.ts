// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  inspectModule,
  type ModuleInfo,
} from "../media/inspect/inspect_module.ts";
import type { ProgramInfo } from "../media/inspect/program_info.ts";
import type { Command } from "./command.ts";
import { Interrupts } from "./interrupts.ts";
import { parseEngine } from "./parse_engine.ts";
import { sizeText } from "./progress_text.ts";
import { print } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { visible } from "./visible.ts";

/** `afmpeg inspect`. */
export const inspectCommand: Command = {
  name: "inspect",
  summary: "describe a module",
  operands: "[options] MODULE",
  details:
    `Prints what a module imports and exports and, if it is an ffmpeg, what it can
do; with --json, in full. MODULE is a file, or URL#sha256=HEX.`,
  options: [{ name: "json", summary: "print JSON" }],
  async run(call) {
    const [module, ...more] = call.operands;
    if (module === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot inspect: received ${operandsText(call)}; ` +
          "name a module",
      );
    }
    using interrupts = new Interrupts();
    const info = await inspectModule(parseEngine(module, "MODULE"), {
      signal: interrupts.signal,
    });
    print(
      call.has("json")
        ? `${JSON.stringify(info, null, 2)}\n`
        : inspectText(info),
    );
    return 0;
  },
};

/** How many components other engines have and this one lacks. */
function elsewhere({ missing }: ProgramInfo): string {
  const counts = Array.from(
    Map.groupBy(missing, ({ kind }) => kind),
    ([kind, list]) => `${list.length} ${kind}s`,
  );
  return counts.join(", ") || "nothing more";
}

function inspectText(info: ModuleInfo): string {
  const { program, memories } = info;
  const names = (list: readonly { name: string }[]) =>
    list.map(({ name }) => name).join(", ");
  const rows: [string, string | number | undefined][] = [
    ["kind", info.kind],
    ["size", sizeText(info.size)],
    ["sha256", info.sha256],
    ["imports", countByModule(info)],
    ["missing imports", info.missingImports.join(", ") || "none"],
    ["exports", names(info.exports)],
    ["memories", memories.length],
    ["threads", info.threads],
    ["features", info.features.join(", ")],
    ["missing features", info.missingFeatures.join(", ") || "none"],
    ["ffmpeg", program?.version],
    ["licence", program?.license],
    ["in other engines", program && elsewhere(program)],
    ["ffprobe", program && (program.hasFfprobe ? "yes" : "no")],
    ["encoders", program && names(program.encoders)],
    ["decoders", program?.decoders.length],
    ["muxers", program?.muxers.length],
    ["demuxers", program?.demuxers.length],
    ["filters", program?.filters.length],
    ["protocols", program?.inputProtocols.join(", ")],
  ];
  const shown = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) =>
    `${visible(`${name.padEnd(width)}  ${value}`)}\n`
  ).join("");
}

function countByModule({ imports }: ModuleInfo): string {
  const counts = new Map<string, number>();
  for (const { module } of imports) {
    counts.set(module, (counts.get(module) ?? 0) + 1);
  }
  return Array.from(counts, ([module, count]) => `${count} of ${module}`)
    .join(", ") || "none";
}
