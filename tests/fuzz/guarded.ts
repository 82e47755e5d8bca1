// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Runner } from "../../mod.ts";
import { MemoryFs } from "../../vfs/mod.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** The engine as it is, and one that surrounds each block of memory with a value. */
export interface Engines {
  readonly plain: Runner;
  readonly guarded: Runner;
}

/**
 * Decodes a file with both engines. Returns what is wrong: a fault of one of them, or
 * frames that depend on what lies beside the memory of a decoder.
 */
export async function compareGuarded(
  engines: Engines,
  name: string,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const decode = (runner: Runner, env: Record<string, string>) => {
    const fs = new MemoryFs();
    fs.writeFile(name, bytes);
    const line = `-v error -nostdin -threads 1 -t 2 -i ${name} -f framemd5 -`;
    return outcomeOf(runner, fs, line.split(" "), env);
  };
  const [plain, ...guarded] = await Promise.all([
    decode(engines.plain, {}),
    decode(engines.guarded, { GUARD: "0" }),
    decode(engines.guarded, { GUARD: "255" }),
  ]);
  for (const outcome of [plain!, ...guarded]) {
    if ("fault" in outcome) return outcome.fault;
  }
  const texts = [plain!, ...guarded].map(framesOf);
  // Guards take memory, so that a limit is reached earlier.
  if (texts.includes(undefined) || new Set(texts).size === 1) return undefined;
  return `frames differ:\n${texts.join("\n---\n")}`;
}

/** What was decoded, and how it ended; `undefined` if memory ran out. */
function framesOf(outcome: Outcome): string | undefined {
  if (!("result" in outcome)) return undefined;
  const { exitCode, stdout, stderr } = outcome.result;
  if (/allocate memory|ENOMEM/.test(stderr)) return undefined;
  return `${exitCode}\n${new TextDecoder().decode(stdout)}`;
}
