// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { resolve } from "@std/path/posix";
import type { Fs } from "../../vfs/fs.ts";
import { canonicalPath } from "../../vfs/path.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import type { ValueOption } from "./command.ts";
import { absolutePath } from "./grants.ts";
import { hostFs } from "./host_fs.ts";
import { UsageError } from "./usage_error.ts";

/** A directory of the host that a call shows. */
export interface Mount {
  /** Its path on the host. */
  readonly host: string;
  /** Its path for the guest. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** The option that shows a directory of the host. */
export const mountOption: ValueOption<Mount> = {
  name: "mount",
  value: "DIR[:PATH][:ro]",
  kind: { advice: "give a directory", read: parseMount },
  summary: "show a directory, at PATH if given; repeatable",
  isRepeatable: true,
};

function parseMount(text: string): Mount {
  const [, host, guest = host, isReadOnly] = /^(.*?)(?::(\/[^:]*))?(:ro)?$/s
    .exec(text)!;
  return {
    host: resolve(Deno.cwd(), host!),
    path: canonicalPath(absolutePath(guest!, Deno.cwd()), "mount"),
    isReadOnly: isReadOnly !== undefined,
  };
}

/**
 * The file system of a mount.
 *
 * @throws {UsageError} when the directory cannot be mounted.
 */
export function openMount({ host, isReadOnly }: Mount): Fs {
  try {
    const fs = hostFs(host);
    return isReadOnly ? new ReadOnlyFs(fs) : fs;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(
      `Cannot mount "${host}": received ${
        (cause as Error).message
      }; give --mount another directory`,
      { cause },
    );
  }
}
