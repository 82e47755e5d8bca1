// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What the tests run in pages with different policies.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";

/** Runs a module that is served; returns what it prints, or how that failed. */
async function run(url: string, workerUrl?: string): Promise<unknown> {
  try {
    const bytes = await (await fetch(url)).arrayBuffer();
    await using runtime = await Runtime.create({
      module: { bytes },
      ...(workerUrl !== undefined && {
        workerUrl: new URL(workerUrl, location.href),
      }),
    });
    const { stdout } = await runtime.run(new MemoryFs(), []);
    return new TextDecoder().decode(stdout);
  } catch (error) {
    const { name, missing, kind, message } = error as Error & {
      missing?: string;
      kind?: string;
    };
    return { name, missing, kind, message };
  }
}

/** What the page offers to the tests. */
export const offered: {
  readonly run: typeof run;
} = { run };

Object.assign(globalThis, offered);
