// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Env } from "../../src/env/mod.ts";
import { Wasi, type WasiOptions } from "../../src/wasi/mod.ts";

/** Runs a command in this thread, and returns what it writes. */
export function runGuest(
  bytes: Uint8Array<ArrayBuffer>,
  options: WasiOptions = {},
): { exitCode: number; stdout: Uint8Array; stderr: Uint8Array } {
  const [stdout, stderr] = [collect(), collect()];
  const wasi = new Wasi({ stdout, stderr, ...options });
  const module = new WebAssembly.Module(bytes);
  const env = new Env(module, options);
  const imports = { ...wasi.imports, ...env.imports };
  const instance = new WebAssembly.Instance(module, imports);
  env.attach(instance);
  try {
    const exitCode = wasi.start(instance);
    return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
  } catch (error) {
    throw env.explain(error);
  }
}

function collect() {
  const all: number[] = [];
  return {
    write(data: Uint8Array): number {
      for (const byte of data) all.push(byte);
      return data.length;
    },
    bytes: () => new Uint8Array(all),
  };
}
