// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../../vfs/memory_fs.ts";
import type { Runner } from "../../run/runner.ts";

/** The encoders of an engine that were asked for before. */
const known = new WeakMap<Runner, Promise<ReadonlySet<string>>>();

/** The names of the encoders that a runner's engine has. */
export function encodersOf(runner: Runner): Promise<ReadonlySet<string>> {
  const before = known.get(runner);
  if (before) return before;
  const asked = ask(runner);
  known.set(runner, asked);
  // A runtime that was busy or closed may be asked again.
  asked.catch(() => known.delete(runner));
  return asked;
}

async function ask(runner: Runner): Promise<ReadonlySet<string>> {
  const args = ["-hide_banner", "-encoders"];
  const { stdout } = await runner.run(new MemoryFs(), args);
  const text = new TextDecoder().decode(stdout);
  return new Set(
    Array.from(text.matchAll(/^ [VAS][\w.]{5} (\S+)/gm), ([, name]) => name!),
  );
}
