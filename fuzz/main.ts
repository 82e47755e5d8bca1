// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task fuzz PART [--minutes=N] [--seed=N]`: fuzzes until it finds something,
 * or the time is over. See fuzz/README.md.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { inspectModule, Runtime, RuntimePool } from "../mod.ts";
import { MemoryFs, OverlayFs, ReadOnlyFs } from "../vfs/mod.ts";
import { engineBytes } from "../tests/support/engine.ts";
import { footprint } from "../tests/support/footprint.ts";
import { Random } from "../tests/support/random.ts";
import { compareGuarded } from "../tests/fuzz/guarded.ts";
import { originals } from "../tests/fuzz/mutants.ts";
import { mutate } from "../tests/fuzz/mutate.ts";
import { outcomeOf } from "../tests/fuzz/outcome.ts";
import {
  filterArgs,
  randomSettings,
  sampleCommand,
  samples,
  settingsIn,
  sweepJobs,
} from "../tests/fuzz/sweep.ts";
import {
  ThreadFuzzer,
  threadInputs,
  threadJobs,
} from "../tests/fuzz/threads.ts";
import { buildTarget, corpusOf, nativeTargets, runTarget } from "./native.ts";
import { buildOracle, sanitizerOptions } from "./oracle.ts";

/** What is found is kept here, with a line that says how it came about. */
const FINDINGS = "fuzz/findings";

/** Until when, and from which seed on. */
interface Plan {
  readonly isOver: () => boolean;
  readonly seconds: number;
  readonly seed: number;
}

async function keep(name: string, bytes: Uint8Array, why: string) {
  await Deno.mkdir(FINDINGS, { recursive: true });
  await Deno.writeFile(`${FINDINGS}/${name}`, bytes);
  console.log(`${FINDINGS}/${name}: ${why}`);
}

async function pool(guard: boolean): Promise<RuntimePool> {
  const bytes = await engineBytes("gpl", { guard });
  return await RuntimePool.create({ module: { bytes }, size: 2 });
}

/** Mutated media, on the engine with and without a guard. */
async function media({ isOver, seed }: Plan): Promise<number> {
  await using plain = await pool(false);
  await using guarded = await pool(true);
  const files = await originals();
  let found = 0;
  let rounds = 0;
  for (let at = seed; !isOver(); at++) {
    for (const { name, container, bytes } of files) {
      rounds++;
      const mutant = mutate(container, bytes, new Random(at));
      const wrong = await compareGuarded({ plain, guarded }, name, mutant);
      if (!wrong) continue;
      found++;
      await keep(`${at}-${name}`, mutant, wrong);
    }
  }
  console.log(`${rounds} mutants from seed ${seed} on, ${found} findings`);
  return found;
}

/** Mutated media, on FFmpeg with the address sanitizer. */
async function oracle({ isOver, seed }: Plan): Promise<number> {
  const program = await buildOracle();
  const files = await originals();
  const folder = await Deno.makeTempDir();
  let found = 0;
  let rounds = 0;
  for (let at = seed; !isOver(); at++) {
    for (const { name, container, bytes } of files) {
      rounds++;
      const mutant = mutate(container, bytes, new Random(at));
      await Deno.writeFile(`${folder}/${name}`, mutant);
      const line = `-v error -nostdin -threads 1 -t 2 -i ${name} -f null -`;
      const { stderr } = await new Deno.Command(program, {
        args: line.split(" "),
        cwd: folder,
        env: sanitizerOptions,
        stdin: "null",
      }).output();
      const log = new TextDecoder().decode(stderr);
      const summary = /^SUMMARY: .*$/m.exec(log)?.[0];
      if (!summary) continue;
      found++;
      await keep(`${at}-${name}`, mutant, summary);
    }
  }
  await Deno.remove(folder, { recursive: true });
  console.log(`${rounds} mutants from seed ${seed} on, ${found} findings`);
  return found;
}

/** Every component again and again, filters with options at their limits. */
async function sweep({ isOver, seed }: Plan): Promise<number> {
  await using runner = await pool(false);
  const { program } = await inspectModule({ bytes: await engineBytes("gpl") });
  const help = new Map<string, ReturnType<typeof settingsIn>>();
  let found = 0;
  let rounds = 0;
  for (let at = seed; !isOver(); at++) {
    const random = new Random(at);
    const made = new MemoryFs();
    made.writeFile(samples.noise, random.bytes(1 + random.below(9000)));
    made.writeFile(samples.subtitles, "1\n00:00:00,000 --> 00:00:01,000\nHi\n");
    await runner.run(made, [...sampleCommand]);
    for (let left = 100; left > 0 && !isOver(); left--) {
      const isPlain = random.below(4) === 0;
      let args = random.pick(sweepJobs(program!)).args;
      if (!isPlain) {
        const filter = random.pick(
          program!.filters.filter(({ name }) => !/^a?buffersink$/.test(name)),
        );
        if (!help.has(filter.name)) {
          const { stdout } = await runner.run(made, [
            ...["-v", "quiet", "-h", `filter=${filter.name}`],
          ]);
          help.set(filter.name, settingsIn(new TextDecoder().decode(stdout)));
        }
        const options = randomSettings(help.get(filter.name)!, random);
        args = [
          "-v",
          "error",
          "-nostdin",
          "-y",
          ...filterArgs(filter, options),
        ];
      }
      rounds++;
      const fs = new OverlayFs(new ReadOnlyFs(made), new MemoryFs());
      const outcome = await outcomeOf(runner, fs, args);
      if (!("fault" in outcome)) continue;
      found++;
      console.log(`seed ${at}: ${outcome.fault}: ${args.join(" ")}`);
    }
  }
  console.log(`${rounds} jobs from seed ${seed} on, ${found} findings`);
  return found;
}

/** Jobs with many threads, two aborted for each that is finished, on four processors. */
async function aborts({ isOver, seed }: Plan): Promise<number> {
  const variant = "full";
  const bytes = await engineBytes(variant, { threads: "real" });
  await using runtime = await Runtime.create({ module: { bytes }, threads: 4 });
  const jobs = threadJobs[variant];
  const fuzzer = new ThreadFuzzer(runtime, await threadInputs(), jobs);
  let found = 0;
  let rounds = 0;
  for (let at = seed; !isOver(); at++) {
    const random = new Random(at);
    const action = at % 3 === 0 ? "finish" : "abort";
    const wrong = await fuzzer[action](random);
    if (wrong) {
      found++;
      console.log(`seed ${at}: ${wrong}`);
    }
    if (++rounds % 150 !== 0) continue;
    const { threads, rss } = await footprint();
    console.log(
      `${rounds} jobs: ${threads} threads, ${Math.round(rss / 1e6)} MB`,
    );
  }
  console.log(`${rounds} jobs from seed ${seed} on, ${found} findings`);
  return found;
}

/** The engine's C code, guided by coverage, each target for its share of the time. */
async function native({ seconds, seed }: Plan): Promise<number> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(FINDINGS, { recursive: true });
  const targets = await nativeTargets();
  let found = 0;
  for (const name of targets) {
    console.log(`== ${name}`);
    const program = await buildTarget(name, folder);
    const { success } = await runTarget(program, [
      `-max_total_time=${Math.ceil(seconds / targets.length)}`,
      ...["-max_len=400", "-print_final_stats=1", `-seed=${seed % 2 ** 31}`],
      ...[`-artifact_prefix=${FINDINGS}/${name}-`, await corpusOf(name)],
    ], { stderr: "inherit" });
    if (!success) found++;
  }
  await Deno.remove(folder, { recursive: true });
  return found;
}

const parts: Record<string, (plan: Plan) => Promise<number>> = {
  ...{ aborts, media, native, oracle, sweep },
};

const { _: [name], ...options } = parseArgs(Deno.args, {
  string: ["_", "minutes", "seed"],
});
const part = parts[String(name)];
const minutes = Number(options.minutes ?? 10);
const seed = Number(options.seed ?? Date.now() % 1e9);
if (!part || !(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error(
    `usage: deno task fuzz ${Object.keys(parts).join("|")} ` +
      "[--minutes=N] [--seed=N]",
  );
  Deno.exit(2);
}
const end = performance.now() + minutes * 60_000;
console.log(`seed ${seed}, for ${minutes} minutes`);
const found = await part({
  isOver: () => performance.now() > end,
  seconds: minutes * 60,
  seed,
});
Deno.exit(found > 0 ? 1 : 0);
