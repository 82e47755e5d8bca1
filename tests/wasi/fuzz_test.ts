// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Random calls with random arguments, from a real guest: the host never throws,
 * never lets it escape, and keeps its own table consistent.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { DenoFs, type Fs, MemoryFs, readFile, walk } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileGuest("fuzz.c");
});
const maxOpenFiles = 24;

/** Reads everything that the guest left: an unreadable file would be corrupt. */
async function readAll(fs: Fs): Promise<number> {
  let entries = 0;
  for await (const { path, info } of walk(fs, "/")) {
    entries++;
    // A sparse file may be larger than any memory.
    if (info.kind === "file" && info.size < 1e7) await readFile(fs, path);
  }
  return entries;
}

/** Makes links that a guest cannot make: to absolute paths, of all kinds. */
async function plantLinks(fs: Fs): Promise<void> {
  for (
    const [path, target] of Object.entries({
      ...{ a: "/b/c", b: "/d/../e", c: "/", d: "/../../d", e: "/a/./b/" },
    })
  ) await fs.symlink!(target, path);
}

Deno.test("Wasi survives random calls, in the same thread", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const fs = new MemoryFs();
    if (seed % 2 === 0) await plantLinks(fs);
    const { exitCode } = runGuest(bytes, {
      fs,
      args: ["fuzz", `${seed}`, "20000", `${maxOpenFiles}`],
      maxOpenFiles,
    });
    assertEquals(exitCode, 0, `seed ${seed}`);
    await readAll(fs);
  }
});

Deno.test("Wasi survives random calls, through the bridge", async (t) => {
  await using runtime = await Runtime.create({ module: { bytes } });
  for (let seed = 100; seed < 104; seed++) {
    const root = await Deno.makeTempDir();
    await Deno.mkdir(`${root}/jail`);
    for (const fs of [new MemoryFs(), new DenoFs(`${root}/jail`)]) {
      await t.step(`${fs.name}, seed ${seed}`, async () => {
        if (seed % 2 === 0) await plantLinks(fs);
        const args = [`${seed}`, "10000", `${maxOpenFiles}`];
        const { exitCode } = await runtime.run(fs, args, { maxOpenFiles });
        assertEquals(exitCode, 0);
        await readAll(fs);
      });
    }
    const outside = [];
    for await (const { name } of Deno.readDir(root)) outside.push(name);
    assertEquals(outside, ["jail"]);
    await Deno.remove(root, { recursive: true });
  }
});
