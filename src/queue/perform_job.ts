// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BlobFs } from "../../vfs/blob_fs.ts";
import type { Fs } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { exists } from "../../vfs/exists.ts";
import { mkdirAll } from "../../vfs/mkdir_all.ts";
import { OverlayFs } from "../../vfs/overlay_fs.ts";
import { dirname } from "@std/path/posix";
import { assertSuccess } from "../ffmpeg/assert_success.ts";
import { ExitError } from "../ffmpeg/exit_error.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import { probe } from "../media/probe/probe.ts";
import type { Probe } from "../media/probe/probe_result.ts";
import { runPlan } from "../media/recipe/run_plan.ts";
import type { Runner } from "../run/runner.ts";
import {
  type JobPlaces,
  makeScratch,
  openSources,
  storeOf,
} from "./job_places.ts";
import type { JobRequest } from "./job_request.ts";
import { publish, sweep } from "./publish.ts";
import { traced } from "./tracing.ts";

/** An output of a job. */
export interface JobOutput {
  /** The store. */
  readonly store: string;
  /** The path in the store. */
  readonly key: string;
  /** How many bytes it has; of a directory, all of its files together. */
  readonly bytes: number;
}

/** The result of a job. */
export interface JobResult {
  /** What was written, by the paths at which ffmpeg saw it. */
  readonly outputs: Readonly<Record<string, JobOutput>>;
  /** The outputs that were to be described, by their paths. */
  readonly probes: Readonly<Record<string, Probe>>;
  /** The end of ffmpeg's log, as much of it as was asked for. */
  readonly log: string;
  /** How long the runs took together, in milliseconds. */
  readonly duration: number;
}

/** What goes with one attempt. */
export interface Attempt {
  /** The job. */
  readonly id: string;
  /** Whether an earlier attempt may have been lost, and have left something behind. */
  readonly isRepeated?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Performs a job: mounts its inputs, runs ffmpeg, and publishes its outputs.
 *
 * @throws {JobRequestError} when the worker has not what it names.
 * @throws {ExitError} when ffmpeg fails.
 */
export async function performJob(
  runner: Runner,
  job: JobRequest,
  places: JobPlaces,
  { id, isRepeated = false, signal, onProgress }: Attempt,
): Promise<JobResult> {
  const targets = Object.entries(job.outputs ?? {})
    .map(([path, target]) => ({
      path,
      ...target,
      fs: storeOf(target, places),
    }));
  const mark = `.afmpeg-${id}-`;
  if (isRepeated) {
    // Now, since this attempt may fail or be cancelled; it does not depend on it.
    for (const { fs, key } of targets) {
      await sweep(fs, key, mark).catch(() => {});
    }
  }
  signal.throwIfAborted();
  await using held = new AsyncDisposableStack();
  const files = await traced(
    "afmpeg.inputs",
    {},
    () => openSources(job.inputs ?? {}, places, held, signal),
  );
  const scratch = await makeScratch(places, held);
  for (const { path } of targets) await mkdirAll(scratch, dirname(`${path}x`));
  // Inputs and outputs may lie side by side.
  const fs = new OverlayFs(new BlobFs(files), scratch);
  const start = performance.now();
  const log = await traced(
    "afmpeg.run",
    {},
    async () => {
      try {
        return await run(runner, fs, job, { signal, onProgress });
      } catch (error) {
        throw explained(error);
      }
    },
  );
  const duration = performance.now() - start;
  for (const { path } of targets) await assertMade(scratch, path);
  const probes: Record<string, Probe> = {};
  for (const path of job.returns?.probe ?? []) {
    probes[path] = await probe(runner, scratch, path, { signal });
  }
  const outputs: Record<string, JobOutput> = {};
  await traced("afmpeg.publish", {}, async () => {
    for (const { path, store, key, fs } of targets) {
      signal.throwIfAborted();
      const bytes = await publish({ scratch, path, fs, key, mark, signal });
      if (isRepeated) await sweep(fs, key, mark);
      outputs[path] = { store, key, bytes };
    }
  });
  return { outputs, probes, log, duration };
}

async function run(
  runner: Runner,
  fs: Fs,
  { args, plan, limits = {}, returns }: JobRequest,
  { signal, onProgress }: Pick<Attempt, "signal" | "onProgress">,
): Promise<string> {
  const options = {
    ...limits,
    signal,
    ...(onProgress && { onProgress }),
  };
  if (plan) {
    await runPlan(runner, fs, plan, options);
    return "";
  }
  const argv = ["-nostdin", "-y", ...args!];
  const result = await runner.run(fs, argv, options);
  assertSuccess(["ffmpeg", ...argv], result);
  const { log = 0 } = returns ?? {};
  return log === 0 ? "" : result.stderr.slice(-log);
}

/** How ffmpeg ends when there is no space left (ENOSPC). */
const DISK_FULL = 228;

/** Of a run that had no space left, says where that was missing. */
function explained(error: unknown): unknown {
  const isFull = error instanceof ExitError &&
    (error.exitCode === DISK_FULL ||
      error.stderr.includes("No space left on device"));
  if (!isFull) return error;
  const { argv, exitCode, stderr } = error;
  const message = `${error.message}; what a job writes did not fit the ` +
    "`scratch` of its worker: give it a larger one";
  return new ExitError(argv, { exitCode, stderr, message, cause: error });
}

/**
 * @throws {FsError} ENOENT when a run has not made an output. A directory was there before
 * it: an empty one would replace what a store has with nothing.
 */
async function assertMade(scratch: Fs, path: string): Promise<void> {
  if (await exists(scratch, path)) {
    if (!path.endsWith("/")) return;
    await using directory = await scratch.open(path.slice(0, -1));
    if ((await directory.readdirnames()).length > 0) return;
  }
  throw new FsError("ENOENT", {
    ...{ operation: "publish", path },
    hint: "the job ended without making it; name in `outputs` what it writes",
  });
}
