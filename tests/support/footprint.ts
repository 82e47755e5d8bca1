// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";

/** What takes minutes on a busy machine ends well before this. */
const LONGEST_MS = 15 * 60_000;

/** The resources of a process. */
export interface Footprint {
  /** Resident memory, in bytes. */
  rss: number;
  threads: number;
}

/** The resources of this process; without garbage, if the collector is exposed. */
export async function footprint(): Promise<Footprint> {
  (globalThis as { gc?: () => void }).gc?.();
  const status = await Deno.readTextFile("/proc/self/status");
  return {
    rss: Deno.memoryUsage().rss,
    threads: Number(/^Threads:\s+(\d+)/m.exec(status)![1]),
  };
}

/**
 * Runs a script in its own process, which no other test affects.
 *
 * @returns What the script printed, as JSON.
 */
export async function inProcessOfItsOwn<T>(
  script: URL,
  v8Flags: readonly string[] = ["--expose-gc"],
): Promise<T> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `--v8-flags=${v8Flags.join()}`, fromFileUrl(script)],
    // One that never ends would keep the whole suite from its end.
    signal: AbortSignal.timeout(LONGEST_MS),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
