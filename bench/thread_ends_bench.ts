// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How long runs take to end whose sixteen threads compute, sleep, wait, hold a lock and call
 * their host: `deno run -A bench/thread_ends_bench.ts [ROUNDS [../other]]`, in turn with
 * those of another checkout if one is given.
 *
 * Prints, for each way to end, the time until the caller is told, and until another
 * run is done that starts no thread; "none" is such a run after one that has none, and
 * "in a pool" an abort while three other runs go on. "polls" is what the machine takes by
 * itself: sixteen threads of which some only look at a word and some only sleep on it, until
 * the first has seen that it changed, and until all have.
 *
 * @module
 */
import { resolve, toFileUrl } from "@std/path/posix";
import type { Job, Runtime, RuntimePool } from "../mod.ts";
import { compileBareThreads } from "../tests/support/c_guest.ts";
import { Pollers } from "./pollers.ts";

type Library = typeof import("../mod.ts");

const [rounds = "200", other] = Deno.args;
const module = { bytes: await compileBareThreads("bare_threads.c") };
const options = { module, maxMemoryBytes: 64 * 2 ** 20, threads: 2 };

/** How long a run took to end, and until another was done, in milliseconds. */
interface Times {
  readonly told: number;
  readonly next: number;
}

/** A way to end a run, as which it is announced; or to have several. */
const ways = {
  exit: "exit",
  return: "return",
  trap: "trap",
  abort: "stay",
  none: "environ",
  "in a pool": "stay",
};
type Way = keyof typeof ways;

/** What ends runs: one checkout of this project. */
class Subject {
  readonly #library: Library;
  readonly #runtime: Runtime;
  readonly #pool: RuntimePool;

  private constructor(library: Library, runtime: Runtime, pool: RuntimePool) {
    this.#library = library;
    this.#runtime = runtime;
    this.#pool = pool;
  }

  static async of(folder: string): Promise<Subject> {
    const root = new URL(`${toFileUrl(resolve(folder))}/`);
    const library = await import(new URL("mod.ts", root).href) as Library;
    return new Subject(
      library,
      await library.Runtime.create(options),
      await library.RuntimePool.create({ ...options, size: 4 }),
    );
  }

  /** Ends a run in one of the ways. */
  async end(way: Way): Promise<Times> {
    const inPool = way === "in a pool";
    const runtime = inPool ? this.#pool : this.#runtime;
    const others: Job[] = [];
    while (inPool && others.length < 3) {
      others.push(await this.#announced("stay", runtime));
    }
    const job = await this.#announced(ways[way], runtime);
    const start = performance.now();
    if (ways[way] === "stay") job.abort();
    await job.status.catch(() => {});
    const told = performance.now() - start;
    await runtime.run(new this.#library.MemoryFs(), ["environ"]);
    const next = performance.now() - start;
    for (const other of others) other.abort();
    if (inPool) await Promise.all(others.map(() => this.#idle()));
    return { told, next };
  }

  /** Waits until a thread of the pool is free. */
  async #idle(): Promise<void> {
    await this.#pool.run(new this.#library.MemoryFs(), ["environ"]);
  }

  /** A run that is about to end, or goes on until it is aborted. */
  async #announced(what: string, runtime: Runtime): Promise<Job> {
    const fs = new this.#library.MemoryFs();
    const job = runtime.spawn(fs, [what, "announced"], { stdout: "piped" });
    await job.stdout.getReader().read();
    return job;
  }

  async close(): Promise<void> {
    await this.#runtime.close();
    await this.#pool.close();
  }
}

const subjects: Record<string, Subject> = {
  ...(other !== undefined && { "other ": await Subject.of(other) }),
  "": await Subject.of("."),
};
using pollers = await Pollers.start({ polling: 6, sleeping: 10 });
const all: Record<string, number[]> = {};
const add = (name: string, what: string, time: number) =>
  (all[`${name}, ${what}`] ??= []).push(time);

/** Four runs start so many threads that their ends would take the least part of the time. */
const POOL_ROUNDS = 4;

for (let round = 0; round < Number(rounds); round++) {
  for (const way of Object.keys(ways) as Way[]) {
    if (way === "in a pool" && round % POOL_ROUNDS > 0) continue;
    const each = Object.entries(subjects);
    // Each goes first equally often.
    for (const [name, subject] of round % 2 ? each.reverse() : each) {
      const { told, next } = await subject.end(way);
      add(`${name}${way}`, "told", told);
      add(`${name}${way}`, "next", next);
    }
  }
  const { first, last } = await pollers.stop();
  add("polls", "first", first);
  add("polls", "all", last);
}
for (const subject of Object.values(subjects)) await subject.close();

/** A line of percentiles. */
function distribution(times: number[]): string {
  times.sort((a, b) => a - b);
  return [0.5, 0.9, 0.99, 1].map((part) => {
    const at = Math.min(times.length - 1, Math.floor(part * times.length));
    return `${times[at]!.toFixed(1).padStart(8)}`;
  }).join("");
}

console.log(`${"ms".padEnd(24)}    50 %    90 %    99 %     all`);
for (const name of Object.keys(all).toSorted(byWay)) {
  console.log(`${name.padEnd(24)}${distribution(all[name]!)}`);
}

/** What is compared stands together. */
function byWay(a: string, b: string): number {
  const key = (name: string) => name.replace("other ", "");
  return key(a).localeCompare(key(b)) || a.localeCompare(b);
}
