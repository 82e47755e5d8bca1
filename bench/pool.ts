// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type MemoryFs, RuntimePool } from "../mod.ts";
import { holding } from "./afmpeg.ts";
import { median } from "./compare.ts";
import { readInputs } from "./inputs.ts";
import type { Figure } from "./report.ts";

const RUNS = 4;
const command =
  "-nostdin -y -i video360.mp4 -frames:v 50 -c:v libx264 -preset veryfast -an";

/** How much more two guests get done side by side than one after the other. */
export async function pool(file: string, rounds: number): Promise<Figure[]> {
  const fs = holding(await readInputs(["video360.mp4"]));
  await using one = await RuntimePool.create({ module: { file }, size: 1 });
  await using two = await RuntimePool.create({ module: { file }, size: 2 });
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [slow, fast] = [await time(one, fs), await time(two, fs)];
    if (round > 0) ratios.push(slow / fast);
  }
  const name = "x264 by two guests, as times what one gets done";
  const figure = { name, value: median(ratios), unit: "×" };
  console.log(`\n${name}: ${figure.value.toFixed(2)}`);
  return [figure];
}

async function time(pool: RuntimePool, fs: MemoryFs): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: RUNS }, async (_, i) => {
    const { exitCode, stderr } = await pool.run(fs, [
      ...command.split(" "),
      `${i}.mp4`,
    ]);
    if (exitCode !== 0) throw new Error(stderr);
  }));
  return performance.now() - start;
}
