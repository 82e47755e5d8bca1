// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Loads the modules as a page does that is not isolated: there is no host beyond the
 * web platform, and no shared memory. Prints what it found as JSON.
 *
 * @module
 */
const { log } = console;
const names = ["Deno", "process", "Buffer", "SharedArrayBuffer"];
for (const name of names) delete (globalThis as Record<string, unknown>)[name];

const { MemoryFs, Runtime } = await import("../../mod.ts");
const { DenoFs, writeFile } = await import("../../vfs/mod.ts");
const { Wasi } = await import("../../src/wasi/mod.ts");
const { conformance } = await import("../../vfs/testing/mod.ts");

/** What an action throws. */
async function errorOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

const fs = new MemoryFs();
await writeFile({ fs, path: "a" }, new Uint8Array([1, 2, 3]));
const module = { bytes: new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) };
const { name, message, missing } = await errorOf(() =>
  Runtime.create({ module })
) as Error & { missing: string };
let hasRandomBytes = false;
const wasi = new Wasi({
  fs,
  random: () => {
    hasRandomBytes = true;
  },
});
const memory = new WebAssembly.Memory({ initial: 1 });
wasi.attach({ exports: { memory } } as never);
const { random_get } = wasi.imports.wasi_snapshot_preview1!;
(random_get as (at: number, length: number) => number)(0, 8);

log(JSON.stringify({
  size: fs.stat("a").size,
  host: { name, message, missing },
  hasRandomBytes,
  files: (await errorOf(() => new DenoFs("/"))).message,
  tests: (await errorOf(() => conformance("a", () => fs))).message,
}));
