// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { text } from "../../vfs/check.ts";
import { DenoFs, type DenoFsOptions } from "../../vfs/deno_fs.ts";
import { files } from "../../vfs/host/host.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { QuotaFs } from "../../vfs/quota_fs.ts";
import { removeAll } from "../../vfs/remove_all.ts";
import { declareSound } from "../../vfs/sound.ts";
import { tempDir } from "../../vfs/temp.ts";

/** How much a job may write to memory. */
const MEMORY_BYTES = 1024 ** 3;

/** The file system in which a job writes unless its worker has another. */
export function memoryScratch(): QuotaFs<MemoryFs> {
  return new QuotaFs(new MemoryFs(), { maxBytes: MEMORY_BYTES });
}

/** A directory of the host that is removed with what is in it when it is disposed of. */
export class ScratchFs extends DenoFs implements AsyncDisposable {
  static {
    declareSound(this);
  }

  readonly #remove: () => Promise<void>;

  /** Takes over a directory, in which nothing else writes; `remove` removes it, empty. */
  constructor(
    directory: string,
    options: DenoFsOptions<false>,
    remove: () => Promise<void>,
  ) {
    super(directory, { ...options, soleWriter: true });
    this.#remove = remove;
  }

  /** Removes the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // From within: the file system that it was made in need not be ours alone.
      await removeAll(this, "/");
    } finally {
      this[Symbol.dispose]();
    }
    await this.#remove();
  }
}

/**
 * A `scratch` for queues and workers: each job writes in a new directory of its own
 * below `directory`, which is removed when the job has ended; nothing else may write in
 * that. Without one, what jobs write lies in memory until it is published, at most 1 GiB
 * for each. What a killed process leaves stays; `afmpeg worker --scratch` removes it when
 * it starts anew.
 *
 * @param directory A directory of the host, which must exist.
 * @throws {FsError} ENOENT, ENOTDIR, EACCES.
 * @throws {TypeError} If an argument or option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, RuntimePool } from "@afmpeg/afmpeg";
 * import { createQueue, scratchIn } from "@afmpeg/afmpeg/queue";
 * import { assertEquals } from "@std/assert";
 *
 * const module = { file: "ffmpeg.wasm" };
 * await using pool = await RuntimePool.create({ module, size: 1 });
 * const directory = await Deno.makeTempDir();
 * const media = new MemoryFs();
 * await using queue = await createQueue({
 *   inProcess: pool,
 *   stores: { media },
 *   scratch: scratchIn(directory),
 * });
 * const job = await queue.add({
 *   version: 1,
 *   args: ["-f", "lavfi", "-i", "sine=d=1", "/out.wav"],
 *   outputs: { "/out.wav": { store: "media", key: "out.wav" } },
 * });
 * await job.result();
 * assertEquals([...Deno.readDirSync(directory)], []);
 * ```
 */
export function scratchIn(
  directory: string,
  options: DenoFsOptions<false> = {},
): () => Promise<ScratchFs> {
  text("directory", directory);
  const parent = new DenoFs(directory, options);
  // Whatever becomes of the working directory.
  const root = files().realpathSync(directory);
  return async () => {
    const path = await tempDir(parent, { prefix: "job-" });
    const remove = async () => await parent.remove(path);
    try {
      return new ScratchFs(join(root, path), options, remove);
    } catch (error) {
      await remove();
      throw error;
    }
  };
}
