// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How long runs take to end whose sixteen threads compute, sleep, wait, hold a lock and call
 * their host: `deno run -A bench/thread_ends_bench.ts [ROUNDS]`
 *
 * Prints, for each way to end, the time until the caller is told, and until another
 * run is done that starts no thread; "none" is such a run after one that has none.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../mod.ts";
import { compileBareThreads } from "../tests/support/c_guest.ts";

const rounds = Number(Deno.args[0] ?? 200);
const module = { bytes: await compileBareThreads("bare_threads.c") };
await using runtime = await Runtime.create({
  module,
  maxMemoryBytes: 64 * 2 ** 20,
  threads: 2,
});

/** How long a run took to end, and until another was done, in milliseconds. */
interface Times {
  readonly told: number;
  readonly next: number;
}

/** Ends a run in one of the ways of the guest. */
async function end(way: string): Promise<Times> {
  const job = runtime.spawn(new MemoryFs(), [way, "announced"], {
    stdout: "piped",
  });
  const reader = job.stdout.getReader();
  await reader.read();
  const start = performance.now();
  if (way === "stay") job.abort();
  await job.status.catch(() => {});
  const told = performance.now() - start;
  await runtime.run(new MemoryFs(), ["environ"]);
  return { told, next: performance.now() - start };
}

const ways = ["exit", "return", "trap", "stay", "environ"];
const names: Record<string, string> = { stay: "abort", environ: "none" };
const all = new Map<string, Times[]>(ways.map((way) => [way, []]));
for (let round = 0; round < rounds; round++) {
  for (const way of ways) all.get(way)!.push(await end(way));
}

/** A line of percentiles. */
function distribution(times: number[]): string {
  times.sort((a, b) => a - b);
  return [0.5, 0.9, 0.99, 1].map((part) => {
    const at = Math.min(times.length - 1, Math.floor(part * times.length));
    return `${times[at]!.toFixed(1).padStart(8)}`;
  }).join("");
}

console.log(`${"ms".padEnd(16)}     50 %    90 %    99 %     all`);
for (const [way, times] of all) {
  const name = names[way] ?? way;
  for (const what of ["told", "next"] as const) {
    const values = times.map((time) => time[what]);
    console.log(`${`${name}, ${what}`.padEnd(16)}${distribution(values)}`);
  }
}
