// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs, FsFile } from "../../vfs/fs.ts";
import { type Device, DeviceFs } from "../../vfs/device_fs.ts";
import { BasePathFs } from "../../vfs/base_path_fs.ts";
import { checkedFs } from "../../vfs/checked_fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { canonicalPath } from "../../vfs/path.ts";
import { QuotaFs } from "../../vfs/quota_fs.ts";
import { readsEnviron } from "../abi/environ_imports.ts";
import { processorsVariable } from "../abi/real_threads.ts";
import type { GuestThreads } from "./guest_threads.ts";
import { locate, type Location } from "./locate.ts";
import type { GuestOptions, RunLimits } from "./run_options.ts";
import { StoppableFs } from "./stoppable_fs.ts";
import { seededRandom } from "../util/seeded_random.ts";

const MiB = 2 ** 20;
const MAX_FILES = 1_000_000;

/** The standard streams of a guest. */
export interface StandardStreams {
  readonly stdin: FsFile;
  readonly stdout: FsFile;
  readonly stderr: FsFile;
}

/**
 * The file systems of a guest, by path: the caller's and its mounts, the devices,
 * and a scratch `/tmp` if the caller has none. If `module` cannot know its working
 * directory, that is `.`. Once `stopped` is aborted, nothing is opened or changed.
 *
 * @throws {FsError} when `cwd` is not a directory.
 */
export async function guestMounts(
  given: Fs,
  {
    mounts: further = {},
    cwd,
    maxScratchBytes = 256 * MiB,
    randomSeed,
    ...limits
  }:
    & RunLimits
    & GuestOptions,
  streams: StandardStreams,
  devices: Readonly<Record<string, Device>>,
  module: WebAssembly.Module,
  stopped: AbortSignal,
): Promise<Record<string, Fs>> {
  const fs = checkedFs(given);
  const scratch = await hasDirectory(fs, "/tmp") ? {} : {
    "/tmp": new QuotaFs(new MemoryFs(), {
      maxBytes: maxScratchBytes,
      maxFiles: limits.maxFiles ?? MAX_FILES,
    }),
  };
  const mounted = Object.entries(further).map(([path, fs]) => [
    canonicalPath(path, "mount"),
    bounded(checkedFs(fs), limits, stopped),
  ]);
  const mounts: Record<string, Fs> = {
    "/": bounded(fs, limits, stopped),
    "/dev": new DeviceFs(constructors({
      ...streamDevices(streams),
      ...(randomSeed !== undefined && randomDevices(randomSeed)),
      ...devices,
    })),
    ...scratch,
    ...Object.fromEntries(mounted),
  };
  if (cwd === undefined) return mounts;
  const directory = await directoryAt(mounts, cwd);
  const isRoot = canonicalPath(cwd, "chdir") === "/";
  if (isRoot || readsEnviron(module)) return mounts;
  // The last, which wasi-libc prefers among those of equal length, as of "/" and ".".
  return { ...mounts, ".": new BasePathFs(directory.fs, directory.path) };
}

async function hasDirectory(fs: Fs, path: string): Promise<boolean> {
  try {
    return (await fs.stat(path)).kind === "directory";
  } catch (error) {
    if (isErrno(error)) return false;
    throw error;
  }
}

/** @throws {FsError} when it is not a directory. */
async function directoryAt(
  mounts: Readonly<Record<string, Fs>>,
  cwd: string,
): Promise<Location> {
  const found = locate(
    mounts["/"]!,
    canonicalPath(cwd, "chdir"),
    mounts,
  );
  const { kind } = await found.fs.stat(found.path);
  if (kind === "directory") return found;
  throw new FsError("ENOTDIR", { operation: "chdir", path: cwd });
}

/**
 * The environment of a guest, with its working directory and, if its threads run at the
 * same time, how many processors they have.
 */
export function environment(
  { env = {}, cwd }: GuestOptions,
  threads?: GuestThreads,
): Readonly<Record<string, string>> {
  return {
    ...(threads && { [processorsVariable]: `${threads.processors}` }),
    ...env,
    ...(cwd !== undefined && { PWD: canonicalPath(cwd, "chdir") }),
  };
}

/** Keeps a run from filling the storage behind `fs`. */
function bounded(
  fs: Fs,
  {
    maxBytes = 8192 * MiB,
    maxFileBytes = Infinity,
    maxFiles = MAX_FILES,
  }: RunLimits,
  stopped: AbortSignal,
): Fs {
  const limits = [maxBytes, maxFileBytes, maxFiles];
  if (limits.every((limit) => limit === Infinity)) return fs;
  // A quota looks before it opens, removes and renames.
  return new QuotaFs(new StoppableFs(fs, stopped), {
    maxBytes,
    maxFiles,
    maxFileBytes,
    countExisting: false,
  });
}

function streamDevices({ stdin, stdout, stderr }: StandardStreams) {
  const input: Device = { read: (buffer) => stdin.read(buffer) };
  const output = (file: FsFile): Device => ({
    write: (data) => file.write(data),
  });
  const [out, err] = [output(stdout), output(stderr)];
  return {
    ...{ stdin: input, stdout: out, stderr: err },
    ...{ "fd/0": input, "fd/1": out, "fd/2": err },
  };
}

function randomDevices(seed: number) {
  const fill = seededRandom(seed);
  const device: Device = {
    read(buffer) {
      fill(buffer);
      return buffer.length;
    },
    write: (data) => data.length,
    seekable: true,
  };
  return { random: device, urandom: device };
}

function constructors(devices: Readonly<Record<string, Device>>) {
  return Object.fromEntries(
    Object.entries(devices).map(([name, device]) => [name, () => device]),
  );
}
