// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../../vfs/memory_fs.ts";
import type { RunOptions } from "../../run/run_options.ts";
import type { Runner } from "../../run/runner.ts";
import { type ProgramInfo, readProgramInfo } from "../inspect/program_info.ts";

/** What an engine knows. */
export interface EngineFacts {
  /** What it contains; `undefined` if it is not ffmpeg. */
  readonly program: ProgramInfo | undefined;
  /** The options of its command line, with what they mean. */
  readonly options: ReadonlyMap<string, string>;
}

/** What is known of each runner: an engine does not change. */
const known = new WeakMap<Pick<Runner, "run">, Promise<EngineFacts>>();

/** Asks an engine what it knows, once. */
export async function engineFacts(
  runner: Pick<Runner, "run">,
  options: Pick<RunOptions, "signal" | "timeout" | "priority">,
): Promise<EngineFacts> {
  const before = known.get(runner);
  // What has stopped another's question does not stop this one.
  if (before) return await before.catch(() => engineFacts(runner, options));
  const facts = ask(runner, options);
  known.set(runner, facts);
  // Not what was aborted.
  facts.catch(() => known.delete(runner));
  return await facts;
}

async function ask(
  runner: Pick<Runner, "run">,
  options: Pick<RunOptions, "signal" | "timeout" | "priority">,
): Promise<EngineFacts> {
  const answer = (argv0: string) => async (...args: string[]) => {
    const { stdout } = await runner.run(
      new MemoryFs(),
      ["-hide_banner", ...args],
      { ...options, argv0 },
    );
    return new TextDecoder().decode(stdout);
  };
  const ffmpeg = answer("ffmpeg");
  return {
    program: await readProgramInfo(ffmpeg, answer("ffprobe")),
    options: readOptions(await ffmpeg("-h", "full")),
  };
}

/**
 * Reads the options in `ffmpeg -h full`: those of ffmpeg itself, and those of codecs and
 * formats, whose flags contain E or D; not those of filters.
 */
export function readOptions(help: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const line of help.split("\n")) {
    const own = /^-(-?[\w?]+)(?:\[[^\]]*\])*(?: \S.*?)? {2,}(.*)$/.exec(line);
    const component = /^ +-(\S+) +(?:<\S+> +)?([E.][D.])\S+ ?(.*)$/.exec(line);
    if (own) options.set(own[1]!, options.get(own[1]!) ?? own[2]!);
    else if (component && component[2] !== "..") {
      const [, name, , meaning] = component;
      options.set(name!, options.get(name!) ?? meaning!);
    }
  }
  return options;
}
