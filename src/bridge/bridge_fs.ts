// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { OpenOptions, SyncFs, SyncFsFile } from "../../vfs/fs.ts";
import { declareSound, noteInstance } from "../../vfs/sound.ts";
import { BridgeFile } from "./bridge_file.ts";
import type { BridgeClient } from "./client.ts";
import { fsOperations, type FsRequests } from "./fs_operations.ts";
import { type Requester, requesterOf } from "./requester.ts";

const FsRequester: new (
  ...args: ConstructorParameters<typeof Requester>
) => Requester & Omit<FsRequests, "openFile"> = requesterOf(fsOperations);

/** One of the caller's file systems, as the guest's thread sees it: blocking. */
export class BridgeFs extends FsRequester implements SyncFs {
  static {
    declareSound(this);
  }

  /** @param mount The index of the caller's file system. */
  constructor(client: BridgeClient, mount: number) {
    super(client, mount, "BridgeFs");
    // The caller's side has checked the answers.
    noteInstance(this, BridgeFs);
  }

  create(path: string): SyncFsFile {
    const options = { read: true, write: true, create: true, truncate: true };
    return this.openFile(path, options);
  }

  open(path: string): SyncFsFile {
    return this.openFile(path);
  }

  openFile(path: string, options?: OpenOptions): SyncFsFile {
    const handle = this.request(fsOperations.openFile, [path, options]);
    return new BridgeFile(this.client, handle, path);
  }
}
