// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import { LONGEST_MS } from "./longest_ms.ts";

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
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `--v8-flags=${v8Flags.join()}`, fromFileUrl(script)],
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const { success, signal, stdout, stderr } = await command.output();
  if (!success) {
    const said = new TextDecoder().decode(stderr);
    throw new Error(signal === null ? said : `ended by ${signal}: ${said}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}
