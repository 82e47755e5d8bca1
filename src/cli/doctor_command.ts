// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hostName } from "../../vfs/host/host.ts";
import { cacheFolder } from "../../engine/cache_folder.ts";
import { missingPackages, PackageError } from "../../engine/packages.ts";
import { tools } from "../../engine/versions.ts";
import {
  inspectModule,
  type ModuleInfo,
} from "../media/inspect/inspect_module.ts";
import type { Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { exitCodes } from "./exit_codes.ts";
import { hostFs, isSoleWriter } from "./host_fs.ts";
import { locateEngine } from "./locate_engine.ts";
import { print } from "./terminal.ts";
import { version } from "./version.ts";
import { openEngine, programVersion } from "./version_text.ts";
import { visibleLines } from "./visible.ts";

/** The result of one check. */
interface Finding {
  readonly name: string;
  readonly isGood: boolean;
  /** What was found; if it is not good, what to do. */
  readonly text: string;
  /** Whether nothing works without it. */
  readonly isNeeded: boolean;
}

/** `afmpeg doctor`. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "show what is missing and how to get it",
  operands: "[options]",
  details:
    `Checks everything that the commands need and tries the engine. The exit code is
0 if runs are possible, and ${exitCodes.failure} otherwise.

The engine is the first one found of: --engine; the environment variable
AFMPEG_ENGINE; the one compiled into this program, if any; ffmpeg.wasm next to
this program, if it was compiled; those of \`afmpeg engine list\`.`,
  options: [engineOption, { name: "json", summary: "print JSON" }],
  async run(call) {
    const findings = [
      good("afmpeg", `${version}, ${hostName()}`),
      tryJail(),
      ...await tryEngine(call.read(engineOption)),
      await tryCache(),
      await tryTools(),
    ];
    if (call.has("json")) print(`${JSON.stringify(findings)}\n`);
    else for (const finding of findings) print(lineOf(finding));
    const isWell = findings.every(({ isGood, isNeeded }) =>
      isGood || !isNeeded
    );
    return isWell ? 0 : exitCodes.failure;
  },
};

function lineOf({ name, isGood, text, isNeeded }: Finding): string {
  const mark = isGood ? "ok" : isNeeded ? "missing" : "warning";
  return `${visibleLines(`${mark.padEnd(8)} ${name.padEnd(8)} ${text}`)}\n`;
}

function good(name: string, text: string): Finding {
  return { name, isGood: true, text, isNeeded: true };
}

async function tryEngine(given: string | undefined): Promise<Finding[]> {
  try {
    const found = await locateEngine(given);
    await using runtime = await openEngine(found);
    const [ffmpeg, ffprobe] = [
      await programVersion(runtime, "ffmpeg"),
      await programVersion(runtime, "ffprobe"),
    ];
    const hasProbe = ffprobe.startsWith("ffprobe");
    return [
      good("engine", `${ffmpeg}: ${found.place}`),
      {
        name: "ffprobe",
        isGood: hasProbe,
        isNeeded: false,
        text: hasProbe
          ? "in the engine"
          : "not in the engine; build one with `afmpeg engine build`",
      },
      ...describeEngine(await inspectModule(found.source)),
    ];
  } catch (error) {
    const { message } = error as Error;
    return [{ name: "engine", isGood: false, isNeeded: true, text: message }];
  }
}

/** Says how many processors it uses, and which codecs of libraries other engines have. */
function describeEngine({ program, threads }: ModuleInfo): Finding[] {
  const processors = navigator.hardwareConcurrency;
  const missing = (program?.missing ?? [])
    .filter(({ kind, name }) => kind.endsWith("coder") && /^lib/.test(name));
  const list = Array.from(
    Map.groupBy(missing, ({ variants }) => variants.join(", ")),
    ([variants, of]) =>
      `${[...new Set(of.map(({ name }) => name))].join(", ")} (${variants})`,
  );
  return [{
    name: "threads",
    isGood: true,
    isNeeded: false,
    text: threads === "real"
      ? `real: a run uses all processors of this machine, ${processors}`
      : `${threads}: a run uses one processor of ${processors}; an engine built ` +
        "with --threads=real uses all",
  }, {
    name: "codecs",
    isGood: list.length === 0,
    isNeeded: false,
    text: list.length === 0
      ? "all that engines of this recipe have"
      : `other engines have more: ${list.join("; ")}`,
  }];
}

/** Checks how the directories that a guest sees are confined. */
function tryJail(): Finding {
  const finding = (isGood: boolean, text: string) => ({
    ...{ name: "jail", isGood, isNeeded: false },
    text,
  });
  try {
    using fs = hostFs(".");
    if (fs.access === "handles") {
      return finding(
        true,
        "holds, even if others change the directories meanwhile",
      );
    }
    return isSoleWriter()
      ? finding(
        false,
        "directories are reached by path, and AFMPEG_SOLE_WRITER says that " +
          "nobody else changes them: if they do, it does not hold",
      )
      : finding(
        false,
        "directories are reached by path, which limits what can be changed " +
          "in them; run with all permissions (-A)",
      );
  } catch (error) {
    return finding(false, (error as Error).message);
  }
}

async function tryCache(): Promise<Finding> {
  let folder: string | undefined;
  try {
    folder = cacheFolder();
    await Deno.mkdir(folder, { recursive: true });
    await Deno.remove(await Deno.makeTempDir({ dir: folder }));
    return good("cache", folder);
  } catch (error) {
    const { message } = error as Error;
    const text = folder === undefined ? message : `${folder}: ${message}`;
    return { name: "cache", isGood: false, isNeeded: false, text };
  }
}

async function tryTools(): Promise<Finding> {
  const lacking = (text: string) => ({
    name: "tools",
    isGood: false,
    isNeeded: false,
    text: `to build an engine: ${text}`,
  });
  try {
    const missing = await missingPackages(tools);
    return missing.length === 0
      ? good("tools", "to build an engine: all installed")
      : lacking(new PackageError(missing, "they are missing").message);
  } catch (error) {
    return lacking((error as Error).message);
  }
}
