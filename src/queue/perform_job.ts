// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BlobFs, type RandomAccess } from "../../vfs/blob_fs.ts";
import { checkedFs } from "../../vfs/checked_fs.ts";
import { copy } from "../../vfs/copy.ts";
import type { Fs, FsFile } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { exists } from "../../vfs/exists.ts";
import { HttpFs } from "../../vfs/http_fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { mkdirAll } from "../../vfs/mkdir_all.ts";
import { OverlayFs } from "../../vfs/overlay_fs.ts";
import { dirname, join } from "@std/path/posix";
import { removeAll } from "../../vfs/remove_all.ts";
import { ExitError } from "../ffmpeg/exit_error.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import { probe } from "../media/probe/probe.ts";
import type { Probe } from "../media/probe/probe_result.ts";
import { runPlan } from "../media/recipe/run_plan.ts";
import type { Runner } from "../run/runner.ts";
import { fromBase64 } from "../util/base64.ts";
import { JobRequestError } from "./job_error.ts";
import type { JobRequest, JobSource } from "./job_request.ts";

/** What jobs of a worker may use. */
export interface JobPlaces {
  /** The file systems that jobs name. */
  readonly stores?: Readonly<Record<string, Fs>> | undefined;
  /**
   * The URLs below which inputs may be fetched, and to which redirects may lead; each
   * ends with `/`. By default there are none: whoever may add jobs could otherwise
   * reach the worker's network.
   */
  readonly urls?: readonly string[] | undefined;
  /**
   * Makes the file system in which a job writes before its outputs are published.
   *
   * @default {() => new MemoryFs()}
   */
  readonly scratch?: (() => Fs | Promise<Fs>) | undefined;
}

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
  await using inputs = new AsyncDisposableStack();
  const files: Record<string, RandomAccess | Uint8Array<ArrayBuffer>> = {};
  for (const [path, source] of Object.entries(job.inputs ?? {})) {
    files[path] = await openSource(source, places, inputs, signal);
  }
  const scratch = await places.scratch?.() ?? new MemoryFs();
  for (const { path } of targets) await mkdirAll(scratch, dirname(`${path}x`));
  // Inputs and outputs may lie side by side.
  const fs = new OverlayFs(new BlobFs(files), scratch);
  const start = performance.now();
  const log = await run(runner, fs, job, { signal, onProgress });
  const duration = performance.now() - start;
  for (const { path } of targets) await assertMade(scratch, path);
  const probes: Record<string, Probe> = {};
  for (const path of job.returns?.probe ?? []) {
    probes[path] = await probe(runner, scratch, path, { signal });
  }
  const outputs: Record<string, JobOutput> = {};
  for (const { path, store, key, fs } of targets) {
    signal.throwIfAborted();
    const mark = `.afmpeg-${id}-`;
    const bytes = await publish({ scratch, path, fs, key, mark, signal });
    if (isRepeated) await sweep(fs, key, mark);
    outputs[path] = { store, key, bytes };
  }
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
  const { success, exitCode, stderr } = result;
  if (!success) throw new ExitError(["ffmpeg", ...argv], { exitCode, stderr });
  const { log = 0 } = returns ?? {};
  return log === 0 ? "" : stderr.slice(-log);
}

/** @throws {FsError} ENOENT when a run has not made an output. */
async function assertMade(scratch: Fs, path: string): Promise<void> {
  if (await exists(scratch, path)) return;
  throw new FsError("ENOENT", {
    ...{ operation: "publish", path },
    hint: "the job ended without making it; name in `outputs` what it writes",
  });
}

function storeOf({ store }: { store: string }, { stores = {} }: JobPlaces): Fs {
  if (Object.hasOwn(stores, store)) return checkedFs(stores[store]!);
  const names = Object.keys(stores).join(", ") || "none";
  throw new JobRequestError(
    `Cannot use the store "${store}": received a job for another worker; this one ` +
      `has ${names}`,
  );
}

async function openSource(
  source: JobSource,
  places: JobPlaces,
  opened: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<RandomAccess | Uint8Array<ArrayBuffer>> {
  if ("base64" in source) {
    return fromBase64(source.base64)!;
  }
  if ("store" in source) {
    const file = await storeOf(source, places).open(source.key);
    return await accessOf(opened.use(file));
  }
  const { urls = [] } = places;
  const { href } = new URL(source.url);
  if (!isAllowed(href, urls)) {
    throw new JobRequestError(
      `Cannot fetch "${source.url}": received a URL that this worker does not allow; ` +
        "give one below its `urls`",
    );
  }
  const http = new HttpFs({ file: href }, {
    signal,
    redirectsTo: urls,
    // Redirects within an origin may lead out of what is allowed.
    async fetch(request) {
      if (isAllowed(request.url, urls)) return await fetch(request);
      throw new FsError("EACCES", {
        ...{ operation: "fetch", path: new URL(request.url).pathname },
        hint:
          `"${source.url}" leads to a URL that this worker does not allow; ` +
          "give one below its `urls`",
      });
    },
  });
  return await accessOf(opened.use(await opened.use(http).open("file")));
}

/** Whether a URL is below one of `urls`, however often a server decodes its path. */
function isAllowed(href: string, urls: readonly string[]): boolean {
  const path = new URL(href).pathname
    .replaceAll(/%(?:25)*2e/gi, ".")
    .replaceAll(/%(?:25)*(?:2f|5c)/gi, "/");
  return !path.split("/").includes("..") &&
    urls.some((base) => href.startsWith(new URL(base).href));
}

/** One file of a store, and nothing beside it. */
async function accessOf(file: FsFile): Promise<RandomAccess> {
  const { size } = await file.stat();
  return {
    size,
    read: async (buffer, position) => await file.readAt(buffer, position) ?? 0,
  };
}

/** A file or a tree that is to be published. */
interface Publication {
  readonly scratch: Fs;
  readonly path: string;
  readonly fs: Fs;
  readonly key: string;
  /** How the names begin of what this job has not completed. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

/** Lets what was written appear in a store, complete; returns its size. */
async function publish(
  { scratch, path, fs, key, mark, signal }: Publication,
): Promise<number> {
  const isFolder = path.endsWith("/");
  const place = join("/", isFolder ? key.slice(0, -1) : key);
  const parent = dirname(place);
  await mkdirAll(fs, parent);
  // Beside the target, where a rename is possible. A worker that was given up may still
  // write: so each attempt has a name of its own.
  const partial = join(parent, `${mark}${crypto.randomUUID()}.part`);
  let bytes = 0;
  try {
    await copy(
      { fs: scratch, path: isFolder ? path.slice(0, -1) : path },
      { fs, path: partial },
      {
        signal,
        onProgress: (progress) => {
          bytes = progress.bytes;
        },
      },
    );
    signal.throwIfAborted();
    if (isFolder) await replaceFolder(fs, partial, place);
    else await fs.rename(partial, place);
  } catch (error) {
    await removeAll(fs, partial);
    throw error;
  }
  return bytes;
}

/** Renames a directory over another one, which is kept until that has succeeded. */
async function replaceFolder(
  fs: Fs,
  from: string,
  place: string,
): Promise<void> {
  const former = `${from}.former`;
  const hasFormer = await exists(fs, place);
  if (hasFormer) await fs.rename(place, former);
  try {
    await fs.rename(from, place);
  } catch (error) {
    if (hasFormer) await fs.rename(former, place);
    throw error;
  }
  await removeAll(fs, former);
}

/** Removes what attempts of the job have left that were lost. */
async function sweep(fs: Fs, key: string, mark: string): Promise<void> {
  const parent = dirname(join("/", key.replace(/\/$/, "")));
  await using directory = await fs.open(parent);
  for (const name of await directory.readdirnames()) {
    if (name.startsWith(mark)) await removeAll(fs, join(parent, name));
  }
}
