// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Media whose boxes, elements, chunks and packets were moved, renamed and damaged are
 * decoded alike whatever lies beside the memory of the decoders.
 *
 * @module
 */
import { assertEquals, assertGreater } from "@std/assert";
import { RuntimePool } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { Random } from "../support/random.ts";
import { write } from "./containers/container.ts";
import { compareGuarded } from "./guarded.ts";
import { type Original, originals } from "./mutants.ts";
import { mutate } from "./mutate.ts";
import { fuzzSeed, repeatWith } from "./seed.ts";

/** How many mutants each file has. */
const ROUNDS = 25;

let files!: Original[];
prepare(async () => {
  files = await originals();
});

Deno.test("a container is taken apart and put together again", () => {
  for (const { name, container, bytes } of files) {
    const parts = container.parse(bytes);
    const again = write(container, parts);
    assertGreater(parts.length, 0, name);
    // Sizes may be written in more bytes than before; the parts are the same.
    assertEquals(container.parse(again), parts, name);
    assertEquals(write(container, container.parse(again)), again, name);
  }
});

Deno.test("mutated media are decoded alike by the engine with a guard", async (t) => {
  const seed = fuzzSeed();
  const pool = async (guard: boolean) =>
    await RuntimePool.create({
      module: { bytes: await engineBytes("gpl", { guard }) },
      size: 2,
    });
  await using plain = await pool(false);
  await using guarded = await pool(true);
  for (const { name, container, bytes } of files) {
    await t.step(`${name}, ${repeatWith(seed)}`, async () => {
      assertEquals(
        await compareGuarded({ plain, guarded }, name, bytes),
        undefined,
      );
      for (let round = 0; round < ROUNDS; round++) {
        const random = new Random(seed * 1000 + round);
        const mutant = mutate(container, bytes, random);
        const wrong = await compareGuarded({ plain, guarded }, name, mutant);
        assertEquals(wrong, undefined, `round ${round}`);
      }
    });
  }
});
