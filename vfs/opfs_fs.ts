// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { that } from "./check.ts";
import type { DirectoryHandle } from "./opfs/handles.ts";
import { OpfsNames } from "./opfs/opfs_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { declareSound } from "./sound.ts";

export type {
  DirectoryHandle,
  FileHandle,
  FileWriter,
  SyncAccess,
} from "./opfs/handles.ts";

const directory = that(
  (value) => Object(value).kind === "directory",
  "a FileSystemDirectoryHandle",
);

/** The part of `navigator` that is used. */
interface StorageHost {
  readonly storage?: { getDirectory?(): Promise<DirectoryHandle> };
}

/**
 * A directory of a browser: of the origin's private file system, or one that the user
 * chose (`showDirectoryPicker()`). There are files and directories, but no links, and
 * neither modes, owners nor times can be set (EPERM).
 *
 * In a Worker, files of the private file system are read and written in place, and can
 * be open in one place at a time: in another page they are EBUSY. Elsewhere they are
 * read from snapshots, and what is written appears when it is synced, closed or read;
 * to read what is being written costs a copy of the file each time.
 *
 * A directory is renamed file by file, so not atomically. A file that is removed while
 * it is open is kept in `/.afmpeg-removed`, which is not shown, until it is closed.
 *
 * @example Keeping a result in the browser
 * ```ts ignore
 * import { OpfsFs } from "@afmpeg/afmpeg/vfs";
 *
 * const fs = await OpfsFs.open("/videos");
 * await runtime.run(fs, ["-i", "in.mp4", "out.webm"]);
 * const file = new Blob([await fs.readFile("out.webm")]);
 * ```
 */
export class OpfsFs extends ResolvingFs {
  static {
    declareSound(this);
  }

  /**
   * Creates a file system of a directory.
   *
   * @param handle A `FileSystemDirectoryHandle`, with permission to write if that is
   * needed.
   * @throws {TypeError} If it is none.
   */
  constructor(handle: DirectoryHandle) {
    directory("handle", handle);
    super("OpfsFs", new OpfsNames(handle));
  }

  /**
   * Opens a directory of the origin's private file system, and creates it if it is
   * missing.
   *
   * @param path Its path; by default the root.
   * @throws {TypeError} where there is no such file system: outside of a secure page.
   */
  static async open(path = "/"): Promise<OpfsFs> {
    const { storage } = navigator as StorageHost;
    if (!storage?.getDirectory) {
      throw new TypeError(
        "Cannot open the private file system: received a host that has none; use a " +
          "page from https or localhost, or another `Fs`",
      );
    }
    let handle = await storage.getDirectory();
    for (const name of path.split("/").filter((name) => name !== "")) {
      handle = await handle.getDirectoryHandle(name, { create: true });
    }
    return new OpfsFs(handle);
  }
}
