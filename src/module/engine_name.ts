// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { providesThreads } from "../abi/threads_module.ts";

/** How the threads of an engine run unless it is said: in turns, where the host can do it. */
export const usualThreads: "green" | "real" = providesThreads
  ? "green"
  : "real";

/**
 * The name of a variant's engine in a release, and at the end of that of its package on
 * npm: `gpl`, or `gpl-threads` if its threads run at the same time.
 */
export function engineName(variant: string, threads: "green" | "real"): string {
  return threads === "real" ? `${variant}${REAL}` : variant;
}

/** What the names of engines with real threads end with. */
const REAL = "-threads";

/** The variant that has an engine of that name, with real threads; `undefined` otherwise. */
export function variantOf(name: string): string | undefined {
  return name.endsWith(REAL) ? name.slice(0, -REAL.length) : undefined;
}

/**
 * The name of the engine that someone wants, who may also know that name itself.
 *
 * @param name That of a variant, or of an engine with real threads.
 * @throws {TypeError} when it is the name of an engine with other threads than `threads`.
 */
export function wantedEngine(
  name: string,
  threads: "green" | "real" | undefined,
): string {
  const variant = variantOf(name);
  if (variant === undefined) return engineName(name, threads ?? usualThreads);
  if (threads !== "green") return name;
  throw new TypeError(
    `Cannot use \`threads\`: received "green", but those of "${name}" are real; ` +
      `name "${variant}"`,
  );
}
