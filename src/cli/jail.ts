// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";
import type { Fs } from "../../vfs/fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { MountFs } from "../../vfs/mount_fs.ts";
import { canonicalPath, isWithin } from "../../vfs/path.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { absolutePath, Grants } from "./grants.ts";
import { hostFs } from "./host_fs.ts";
import type { NamedFiles } from "./named_files.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The part of the host that a run sees: the directories of the inputs, read-only,
 * those of the outputs, writable, and the other files that the command line names,
 * each at the path that it has on the host. A path below one of the `mounts` is
 * resolved there.
 */
export function jail(
  { inputs, outputs, others }: NamedFiles,
  mounts: Readonly<Record<string, Fs>> = {},
): Fs {
  const cwd = Deno.cwd();
  const grants = new Grants();
  const own = (paths: readonly string[]) =>
    paths.map((path) => absolutePath(path, cwd)).filter((path) =>
      path !== "/" &&
      !Object.keys(mounts).some((point) => isWithin(path, point))
    );
  for (const path of own(inputs)) grants.addWithDirectory(path, false);
  for (const path of own(outputs)) {
    grants.addWithDirectory(withoutPattern(path), true);
  }
  for (const path of own(others.filter(isFile))) grants.addFile(path);
  grants.addWay(cwd);
  const base = new MemoryFs();
  base.mkdirAll(cwd);
  return new MountFs({
    "/": new ReadOnlyFs(base),
    ...grants.fileSystems(),
    ...mounts,
  });
}

/**
 * Reads the option `--mount HOST[:GUEST][:ro]`.
 *
 * @throws {UsageError} when the directory cannot be mounted.
 */
export function parseMount(text: string): [path: string, fs: Fs] {
  const [, host, guest = host, isReadOnly] = /^(.*?)(?::(\/[^:]*))?(:ro)?$/s
    .exec(text)!;
  let fs: Fs;
  try {
    fs = hostFs(host!);
  } catch (cause) {
    throw new UsageError(
      `Cannot mount "${host}": received ${(cause as Error).message}`,
      { cause },
    );
  }
  const path = canonicalPath(absolutePath(guest!, Deno.cwd()), "mount");
  return [path, isReadOnly ? new ReadOnlyFs(fs) : fs];
}

/** The path without the directories that ffmpeg creates: `a/%` of `a/%v/out.m3u8`. */
function withoutPattern(path: string): string {
  const at = dirname(path).indexOf("%");
  return at < 0 ? path : path.slice(0, path.lastIndexOf("/", at) + 1) + "%";
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
