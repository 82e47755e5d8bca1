// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import type { Fs } from "../../vfs/fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { MountFs } from "../../vfs/mount_fs.ts";
import { isWithin } from "../../vfs/path.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { FixedDirectoriesFs } from "./fixed_directories_fs.ts";
import { absolutePath } from "./absolute_path.ts";
import { Grants, isDirectory, type Shown } from "./grants.ts";
import type { Mount } from "./mounts.ts";
import { openMount } from "./open_mount.ts";
import type { NamedFiles } from "./named_files.ts";
import { UsageError } from "./usage_error.ts";

/** The part of the host that a run sees. */
export interface Jail {
  readonly fs: Fs;
  /** The directory that the run starts in. */
  readonly cwd: string;
  /** What is in it, apart from the mounts. */
  readonly shown: readonly Shown[];
  readonly mounts: readonly Mount[];
}

/**
 * Makes the part of the host that a run sees: the directories of the inputs,
 * read-only, those of the outputs, writable, and the other files that the command line
 * names, each at the path that it has on the host. A path below one of the `mounts` is
 * resolved there.
 *
 * @param isAtomic Whether the outputs are written under another name first.
 * @throws {UsageError} when a directory cannot be mounted, or hides the working
 * directory.
 */
export function makeJail(
  { inputs, outputs, others, directories = [] }: NamedFiles,
  mounts: readonly Mount[] = [],
  isAtomic: boolean = false,
): Jail {
  const cwd = Deno.cwd();
  const grants = new Grants(isAtomic);
  const own = (paths: readonly string[]) =>
    paths.map((path) => absolutePath(path, cwd)).filter((path) =>
      path !== "/" && !mounts.some((mount) => isWithin(path, mount.path))
    );
  for (const path of own(inputs)) grants.addWithDirectory(path, false);
  for (const path of own(outputs)) {
    grants.addWithDirectory(withoutPattern(path), true);
  }
  for (const path of own(directories)) grants.addDirectory(path);
  for (const path of own(others.filter(isFile))) grants.addFile(path);
  grants.addWay(cwd);
  const base = new MemoryFs();
  base.mkdirAll(cwd);
  const fs = new MountFs({
    "/": new ReadOnlyFs(base),
    ...grants.fileSystems(),
    ...Object.fromEntries(
      mounts.map((mount) => [mount.path, openMount(mount)]),
    ),
  });
  return {
    fs: isAtomic ? new FixedDirectoriesFs(fs) : fs,
    cwd: startOf(cwd, mounts),
    shown: grants.shown(),
    mounts,
  };
}

/** The working directory for a guest; in a root of its own, that is the root. */
function startOf(cwd: string, mounts: readonly Mount[]): string {
  const mount = mounts.find(({ path }) => isWithin(cwd, path));
  const isThere = mount === undefined ||
    isDirectory(join(mount.host, cwd.slice(mount.path.length)));
  if (isThere) return cwd;
  if (mount.path === "/") return "/";
  throw new UsageError(
    `Cannot start in "${cwd}": received --mount at "${mount.path}", which hides ` +
      "it; give that another PATH, or start elsewhere",
  );
}

/**
 * The path without the directories that ffmpeg creates: `a/%` of `a/%v/out.m3u8`, or
 * `%` if it has to create `a`, too.
 */
function withoutPattern(path: string): string {
  const at = dirname(path).indexOf("%");
  if (at < 0) return path;
  let folder = path.slice(0, path.lastIndexOf("/", at)) || "/";
  while (folder !== "/" && !isDirectory(folder)) folder = dirname(folder);
  return join(folder, "%");
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
