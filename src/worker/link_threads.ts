// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Env } from "../env/env.ts";
import { trap } from "../wasi/trap.ts";
import { interruptImport } from "../wasm/mod.ts";
import type { LinkAnswer, LinkRequest } from "./messages.ts";

/**
 * Makes an instance that is not run, as each thread will: nothing else tells how large
 * the memory of a compiled module may be.
 */
export function linkThreads({ module, pages }: LinkRequest): LinkAnswer {
  const stopped = new WebAssembly.Memory({
    initial: 1,
    maximum: 1,
    shared: true,
  });
  new Int32Array(stopped.buffer)[0] = 1;
  const imports = new Env(module).imports as Record<
    string,
    WebAssembly.ModuleImports
  >;
  try {
    const memory = new WebAssembly.Memory({
      initial: pages,
      maximum: pages,
      shared: true,
    });
    for (
      const { module: from, name, kind } of WebAssembly.Module.imports(module)
    ) {
      const isInterrupt = from === interruptImport.module &&
        name === interruptImport.name;
      if (kind === "memory") {
        imports[from] = {
          ...imports[from],
          [name]: isInterrupt ? stopped : memory,
        };
      } else if (kind === "function") {
        imports[from] = { ...imports[from], [name]: () => trap() };
      }
    }
    new WebAssembly.Instance(module, imports);
  } catch (error) {
    // What it runs at once traps, since it is stopped.
    if (!(error instanceof WebAssembly.RuntimeError)) {
      return { type: "linked", reason: (error as Error).message };
    }
  }
  return { type: "linked", reason: undefined };
}
