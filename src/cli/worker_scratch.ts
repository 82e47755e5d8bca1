// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { JobPlaces } from "../queue/job_places.ts";
import { scratchIn } from "../queue/scratch.ts";
import type { ValueOption } from "./command.ts";
import { hostFsOptions } from "./host_fs.ts";
import { UsageError } from "./usage_error.ts";
import { text } from "./values.ts";

/** The option that names a directory for what jobs write before it is published. */
export const scratchOption: ValueOption<string> = {
  name: "scratch",
  value: "DIR",
  kind: text,
  summary: "where jobs write first (in memory, 1 GiB each)",
};

/** How the names begin of what workers make there. */
const PREFIX = "afmpeg-worker-";

/** The names of what workers make there. */
const ofWorkers = /^afmpeg-worker-[\da-f]{8}$/;

/** The part of a directory for scratch that is this worker's, while it runs. */
export class WorkerScratch implements AsyncDisposable {
  /** The option of a worker. */
  readonly make: NonNullable<JobPlaces["scratch"]>;
  readonly #path: string;
  /** The directory, locked, which shows other workers that it is in use. */
  readonly #lock: Deno.FsFile;

  private constructor(path: string, lock: Deno.FsFile) {
    this.#path = path;
    this.#lock = lock;
    this.make = scratchIn(path, hostFsOptions());
  }

  /**
   * Makes it, and removes those of workers that were killed.
   *
   * @throws {UsageError} when the directory cannot be used.
   */
  static async open(directory: string): Promise<WorkerScratch> {
    try {
      for await (const { name, isDirectory } of Deno.readDir(directory)) {
        if (!isDirectory || !ofWorkers.test(name)) continue;
        await removeUnused(join(directory, name));
      }
      const id = crypto.randomUUID().slice(0, 8);
      // Under the name by which others look for it, it is locked from the beginning.
      const fresh = join(directory, `afmpeg-new-${id}`);
      await Deno.mkdir(fresh, { mode: 0o700 });
      const lock = await takeLock(fresh);
      if (!lock) throw new Error("another process has locked it");
      const path = join(directory, PREFIX + id);
      await Deno.rename(fresh, path);
      return new WorkerScratch(path, lock);
    } catch (cause) {
      throw new UsageError(
        `Cannot use "${directory}" as scratch: received "${
          (cause as Error).message
        }"; give --scratch a directory that can be written`,
        { cause },
      );
    }
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
    this.#lock.close();
  }
}

/** Removes what a worker has left, unless it runs. */
async function removeUnused(path: string): Promise<void> {
  let lock: Deno.FsFile | undefined;
  try {
    lock = await takeLock(path);
    if (lock) await Deno.remove(path, { recursive: true });
  } catch (error) {
    // Another worker that starts has removed it, or it is another user's.
    const { NotFound, PermissionDenied } = Deno.errors;
    const isOthers = error instanceof NotFound ||
      error instanceof PermissionDenied;
    if (!isOthers) throw error;
  } finally {
    lock?.close();
  }
}

/** Locks the directory of a worker; `undefined` if another process has locked it. */
async function takeLock(path: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, { read: true });
  try {
    if (await file.tryLock(true)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}
