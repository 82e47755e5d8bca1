// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { SyncFsFile } from "../../vfs/fs.ts";
import { abandon } from "../../vfs/release.ts";
import { entries, nothing, number, origin, time } from "./codecs.ts";
import { fsOperations } from "./fs_operations.ts";
import type { MessageOperations } from "./operation.ts";
import { rowsOn } from "./rows_on.ts";
import { table } from "./table.ts";

/** The methods of an open file, each of which is an operation. */
export interface FileRequests extends
  Omit<
    SyncFsFile,
    | "name"
    | "read"
    | "readAt"
    | "write"
    | "writeAt"
    | "writeString"
    | "readdir"
    | "readdirnames"
    // No function of WASI needs it.
    | "seekData"
    | "stat"
    | "abandon"
    | keyof Disposable
    | keyof AsyncDisposable
  > {
  /** At most `count` entries: few enough to fit in a message even with long names. */
  readdir(count: number): ReturnType<SyncFsFile["readdir"]>;
  /** On the caller's side, every file can be. */
  abandon(): void;
}

const op = rowsOn((service) => service.file());

/** The operations on an open file, except the raw ones. */
export const fileOperations: MessageOperations<FileRequests> = table<
  MessageOperations<FileRequests>
>({
  seek: op([number, origin], number, (file, at, from) => file.seek(at, from)),
  readdir: op([number], entries, (file, count) => file.readdir(count)),
  chtimes: op(
    [time, time],
    nothing,
    (file, atimeNs, mtimeNs) => file.chtimes(atimeNs, mtimeNs),
  ),
  sync: op([], nothing, (file) => file.sync()),
  truncate: op([number], nothing, (file, size) => file.truncate(size)),
  close: rowsOn((service) => service)(
    [],
    nothing,
    (service) => service.release()?.close(),
  ),
  abandon: rowsOn((service) => service)([], nothing, (service) => {
    const file = service.release();
    return file && abandon(file);
  }),
}, fsOperations);
