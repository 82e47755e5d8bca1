// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files, platform } from "./host.ts";
import type { SharedNames } from "../shared_names.ts";
import { handlesWork, O_PATH } from "./directory_handles.ts";
import { HandleNames } from "./handle_names.ts";
import { onHost } from "./host_error.ts";
import { PathNames } from "./path_names.ts";

/** A directory of the host that is held open. */
export interface Root {
  readonly names: SharedNames & Disposable;
  readonly access: "handles" | "paths";
}

/**
 * Opens a directory of the host.
 *
 * @throws {FsError} ENOENT, ENOTDIR, EACCES.
 */
export function openRoot(path: string, isSoleWriter: boolean): Root {
  return onHost("open", path, () => {
    // Resolved once, so that a link to the root does not lead out of it.
    const root = files().realpathSync(path);
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = files().constants;
    const access = platform === "linux" ? O_PATH : O_RDONLY;
    const fd = files().openSync(root, access | O_DIRECTORY | O_NOFOLLOW);
    try {
      return handlesWork(fd)
        ? { names: new HandleNames(fd), access: "handles" }
        : { names: new PathNames(root, fd, isSoleWriter), access: "paths" };
    } catch (error) {
      files().closeSync(fd);
      throw error;
    }
  });
}
