// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "../fs_error.ts";
import { files, pathsAdvice, platform } from "./host.ts";
import type { HowToOpen } from "./how_to_open.ts";
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
 * @throws {FsError} ENOENT, ENOTDIR, EACCES; ENOTSUP, if it cannot be used like
 * that.
 */
export function openRoot(path: string, how: HowToOpen): Root {
  return onHost("open", path, () => {
    // Resolved once, so that a link to the root does not lead out of it.
    const root = files().realpathSync(path);
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = files().constants;
    const access = platform() === "linux" ? O_PATH : O_RDONLY;
    const fd = files().openSync(root, access | O_DIRECTORY | O_NOFOLLOW);
    try {
      if (handlesWork(fd)) {
        return { names: new HandleNames(fd, how.isSync), access: "handles" };
      }
      if (how.isSync && !how.isSoleWriter) {
        throw new FsError("ENOTSUP", {
          ...{ operation: "open", path },
          hint: `names reached by paths have to wait; ${pathsAdvice()}`,
        });
      }
      return { names: new PathNames(root, fd, how), access: "paths" };
    } catch (error) {
      files().closeSync(fd);
      throw error;
    }
  });
}
