// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import {
  checkOptions,
  checkRecord,
  fileSystem,
  list,
  number,
  type OptionTable,
  refusal,
  text,
} from "../../../vfs/check.ts";
import { MountFs } from "../../../vfs/mount_fs.ts";
import { writeFile } from "../../../vfs/write_file.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
import { assertSuccess } from "../../ffmpeg/assert_success.ts";
import type { Progress } from "../../ffmpeg/progress.ts";
import type { LogRecord } from "../../ffmpeg/log_reader.ts";
import type { Runner } from "../../run/runner.ts";
import { pickOptions, without } from "../../util/option_table.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";
import { loudnormOf, type Measurements } from "./measurements.ts";
import type { Plan, PlanStep } from "./plan.ts";
import { PlanProgress } from "./plan_progress.ts";
import type { RecipeOptions } from "./recipe_options.ts";
import { StagedFs } from "./staged_fs.ts";

/**
 * Carries out a plan: runs its steps, as many at the same time as they and the runner
 * allow. Its outputs appear when all have succeeded; if one fails, the others are
 * stopped, and nothing is left.
 *
 * @param plan May come from JSON.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {FsError} when an output cannot be written, or was not made.
 * @throws {TypeError} when it is no plan, or an option is invalid.
 *
 * @example Planning here, and carrying out elsewhere
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { remux, runPlan } from "@afmpeg/afmpeg/media";
 * import { assert } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", "in.mp4"]);
 *
 * const plan = await remux(runtime, fs, "in.mp4", "out.mkv", { dryRun: true });
 * const sent = JSON.stringify(plan);
 * await runPlan(runtime, fs, JSON.parse(sent));
 * assert(fs.stat("out.mkv").size > 0);
 * ```
 */
export async function runPlan(
  runner: Runner,
  fs: Fs,
  plan: Plan,
  options: HelperOptions = {},
): Promise<void> {
  fileSystem("fs", fs);
  checkPlan(plan);
  checkOptions("runPlan", options, helperTable);
  const own = pickOptions(plan, planChecks);
  await carryOut(runner, fs, own, pickOptions(options, helperTable));
}

/** What is passed on to the runs. */
const stepTable = without(
  helperTable,
  ...["explain", "mounts", "onProgress", "signal"] as const,
);

/**
 * Carries out a plan. What `finish` does to the outputs, which it finds under their own
 * names, is done before they appear.
 */
export async function carryOut(
  runner: Runner,
  given: Fs,
  plan: Plan,
  options: RecipeOptions,
  finish?: (fs: Fs, measured: Measurements) => Promise<void>,
): Promise<Measurements> {
  const { mounts = {}, signal, explain, dryRun } = options;
  signal?.throwIfAborted();
  for (const { argv } of plan.steps) explain?.(argv);
  if (dryRun) return {};
  const fs = Object.keys(mounts).length === 0
    ? given
    : new MountFs({ "/": given, ...mounts });
  const staged = await StagedFs.of(fs, plan);
  try {
    for (const [name, text] of Object.entries(plan.files ?? {})) {
      await writeFile({ fs: staged, path: `${plan.work}/${name}` }, text);
    }
    const run = new PlanRun(runner, staged, plan, options);
    await run.all();
    staged.assertMade();
    run.assertDone();
    await finish?.(staged, run.measured);
    await run.progress?.end();
    signal?.throwIfAborted();
    await staged.commit();
    return run.measured;
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/** What ffmpeg says with success, and it did not do what was asked for. */
const FAILURES: readonly { readonly pattern: RegExp; readonly what: string }[] =
  [
    {
      pattern:
        /Output file is empty, nothing was encoded|Nothing was written into output file/,
      what: "received nothing to write in one of its steps",
    },
    {
      pattern: /No fonts: put some into \/fonts/,
      what: "received no fonts to draw text with; mount a folder of fonts at " +
        "/fonts, or /usr/share/fonts",
    },
  ];

/** The steps of a plan while they run. */
class PlanRun {
  /** What was measured so far. */
  readonly measured: Record<string, string> = {};
  readonly progress: PlanProgress | undefined;
  readonly #runner: Runner;
  readonly #fs: Fs;
  readonly #plan: Plan;
  readonly #options: RecipeOptions;
  readonly #stop = new AbortController();
  #failure: ExitError | undefined;

  constructor(runner: Runner, fs: Fs, plan: Plan, options: RecipeOptions) {
    this.#runner = runner;
    this.#fs = fs;
    this.#plan = plan;
    this.#options = options;
    const { onProgress } = options;
    this.progress = onProgress && new PlanProgress(plan.steps, onProgress);
  }

  /** Runs all; if one fails, waits until the others have stopped. */
  async all(): Promise<void> {
    const ended: Promise<void>[] = [];
    for (const [i, step] of this.#plan.steps.entries()) {
      const before = step.after?.map((number) => ended[number]) ?? [...ended];
      const work = Promise.all(before).then(() => this.#run(step, i));
      work.catch((error) => this.#stop.abort(error));
      ended.push(work);
    }
    await Promise.allSettled(ended);
    // The first that failed has stopped the others.
    this.#stop.signal.throwIfAborted();
  }

  /** @throws {ExitError} when a step did not do what ffmpeg calls a success. */
  assertDone(): void {
    if (this.#failure) throw this.#failure;
  }

  async #run(step: PlanStep, index: number): Promise<void> {
    const { signal } = this.#options;
    const stopped = this.#stop.signal;
    stopped.throwIfAborted();
    const [program, ...args] = this.#filled(step);
    const lines: string[] = [];
    const { progress } = this;
    const result = await this.#runner.run(
      this.#fs,
      args,
      {
        ...pickOptions(this.#options, stepTable),
        argv0: program!,
        signal: signal ? AbortSignal.any([signal, stopped]) : stopped,
        ...(step.durationSec && { durationSec: step.durationSec }),
        ...(progress && {
          onProgress: (sample: Progress) => progress.report(index, sample),
        }),
        ...(step.measures === undefined ? {} : {
          onLog({ component, message }: LogRecord) {
            if (component?.startsWith("Parsed_loudnorm")) lines.push(message);
          },
        }),
      },
    );
    assertSuccess([program!, ...args], result);
    const { exitCode, stderr } = result;
    const failure = FAILURES.find(({ pattern }) => pattern.test(stderr));
    if (failure) {
      this.#failure ??= new ExitError([program!, ...args], {
        ...{ exitCode, stderr },
        message: `Cannot carry out a plan: ${failure.what}`,
      });
      // Later ones need it.
      if (index + 1 < this.#plan.steps.length) throw this.#failure;
    }
    if (step.measures) Object.assign(this.measured, loudnormOf(lines));
  }

  #filled({ argv, fills = [] }: PlanStep): string[] {
    return argv.map((arg, i) =>
      fills.includes(i)
        ? arg.replaceAll(
          /\{(\w+)\}/g,
          (name, key) => this.measured[key] ?? name,
        )
        : arg
    );
  }
}

const stepChecks: OptionTable<PlanStep> = {
  argv: list(text),
  after: list(number({ isWhole: true })),
  durationSec: number(),
  weight: number(),
  measures: text,
  fills: list(number({ isWhole: true })),
};

const planChecks: OptionTable<Plan> = {
  steps(name, value) {
    list(() => {})(name, value);
    for (const [i, step] of (value as PlanStep[]).entries()) {
      const own = `${name}[${i}]`;
      if (typeof step !== "object" || step === null) {
        throw refusal(`\`${own}\``, step, "a step of a plan");
      }
      checkOptions(own, step, stepChecks);
      list(text)(`${own}.argv`, step.argv);
      if (step.after?.some((number) => number >= i)) {
        throw refusal(
          `\`${own}.after\``,
          step.after,
          "numbers of earlier steps",
        );
      }
    }
  },
  outputs: list(text),
  folder: text,
  work: text,
  files: (name, value) => checkRecord(name, value, text),
  aliases: (name, value) => checkRecord(name, value, text),
};

/** @throws {TypeError} unless it is a plan; it may have more, as those of recipes do. */
export function checkPlan(plan: Plan): void {
  if (typeof plan !== "object" || plan === null) {
    throw refusal("`plan`", plan, "a plan, as recipes return it");
  }
  const own = Object.fromEntries(
    Object.entries(plan).filter(([name]) => Object.hasOwn(planChecks, name)),
  ) as unknown as Plan;
  checkOptions("a plan", own, planChecks);
  for (const name of ["steps", "outputs"] as const) {
    if (own[name] === undefined) planChecks[name](name, undefined);
  }
  if (
    own.files && Object.keys(own.files).length > 0 && own.work === undefined
  ) {
    throw refusal("`work`", undefined, "the directory of `files`");
  }
}
