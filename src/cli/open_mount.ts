// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { hostFs } from "./host_fs.ts";
import type { Mount } from "./mounts.ts";
import { UsageError } from "./usage_error.ts";

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
