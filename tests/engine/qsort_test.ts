// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The shim's `qsort`, with that of the host as the oracle.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compile, compileNative } from "../support/c_guest.ts";
import { prepare } from "../support/prepare.ts";

const shim = fromFileUrl(
  new URL("../../engine/shim/qsort.c", import.meta.url),
);

/** Numbers of elements, and of bytes that each has. */
const cases = [
  ...[[0, 4], [1, 4], [2, 8], [3, 1], [7, 4], [100, 4], [256, 4], [257, 4]],
  ...[[1000, 8], [999, 3], [500, 24], [20_000, 4]],
];

let native!: string;
let guest!: string;
let poorGuest!: string;
prepare(async () => {
  const flags = ["-O2", "-Wall", "--target=wasm32-wasi", shim];
  native = await compileNative("sort.c");
  guest = await compile("sort.c", flags, [shim]);
  poorGuest = await compile("sort.c", [
    ...[...flags, "-DPOOR", "-Wl,--wrap=malloc"],
  ], [shim]);
});

async function run(file: string, args: string[]): Promise<string> {
  await using runtime = await Runtime.create({ module: { file } });
  const { stdout } = await runtime.run(new MemoryFs(), args);
  return new TextDecoder().decode(stdout);
}

async function runNative(args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(native, { args }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("qsort() leaves equal elements in their order, as natively", async (t) => {
  for (const [count, size] of cases) {
    await t.step(`${count} of ${size} bytes`, async () => {
      const args = [`${count}`, `${size}`];
      assertEquals(await run(guest, args), await runNative(args));
    });
  }
});

Deno.test("qsort() sorts without further memory", async (t) => {
  const keys = (text: string) => text.match(/^../gm);
  for (const [count, size] of cases) {
    await t.step(`${count} of ${size} bytes`, async () => {
      const args = [`${count}`, `${size}`];
      const sorted = await run(poorGuest, args);
      const expected = await runNative(args);
      assertEquals(keys(sorted), keys(expected));
      const lines = (text: string) => text.split("\n").toSorted();
      assertEquals(lines(sorted), lines(expected));
      // That it had none shows in the order of equal elements.
      if (count! > 1000) assertNotEquals(sorted, expected);
    });
  }
});
