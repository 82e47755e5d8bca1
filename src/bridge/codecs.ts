// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type {
  FileInfo,
  FsFile,
  OpenOptions,
  SeekOrigin,
} from "../../vfs/fs.ts";
import type { Codec, ResultCodec } from "./codec.ts";

/** The result of an operation that has none. */
export const nothing: Codec<void> = { put() {}, take() {} };

export const number: Codec<number> = {
  put: (message, value) => message.putNumber(value),
  take: (message) => message.number(),
};

export const text: Codec<string> = {
  put: (message, value) => message.putString(value),
  take: (message) => message.string(),
};

/** A path, which errors of the operation name. */
export const path: Codec<string> = { ...text };

/** A time in nanoseconds; `undefined` leaves it unchanged. */
export const time: Codec<bigint | undefined> = {
  put: (message, value) => message.putOptionalBigint(value),
  take: (message) => message.optionalBigint(),
};

export const info: Codec<FileInfo> = {
  put: (message, value) => message.putInfo(value),
  take: (message) => message.info(),
};

/** The permission bits of a directory. */
export const directoryMode: Codec<number | undefined> = {
  put: (message, mode = 0o777) => message.putNumber(mode),
  take: (message) => message.number(),
};

const seekOrigins: readonly SeekOrigin[] = ["start", "current", "end"];

/** What `seek` counts from. */
export const origin: Codec<SeekOrigin | undefined> = {
  put: (message, value = "start") =>
    message.putNumber(seekOrigins.indexOf(value)),
  take: (message) => seekOrigins[message.number()],
};

/** The flags of `OpenOptions`: one bit each. */
const openFlag = {
  read: 1,
  write: 2,
  append: 4,
  create: 8,
  exclusive: 16,
  truncate: 32,
  directory: 64,
  noFollow: 128,
};

export const openOptions: Codec<OpenOptions | undefined> = {
  put(message, options = {}) {
    let flags = 0;
    for (const name in openFlag) {
      const flag = name as keyof typeof openFlag;
      if (options[flag]) flags |= openFlag[flag];
    }
    message.putNumber(flags).putNumber(options.mode ?? 0o666);
  },
  take(message) {
    const flags = message.number();
    const options: OpenOptions = { mode: message.number() };
    for (const name in openFlag) {
      const flag = name as keyof typeof openFlag;
      if (flags & openFlag[flag]) options[flag] = true;
    }
    return options;
  },
};

/** An opened file: it stays on the caller's side, and the guest gets its handle. */
export const handle: ResultCodec<FsFile, number> = {
  put: (message, file, service) => message.putNumber(service.keep(file)),
  take: (message) => message.number(),
};

/** The entries of a directory. */
export const entries: Codec<FileInfo[]> = {
  put(message, infos) {
    message.putNumber(infos.length);
    for (const info of infos) message.putInfo(info);
  },
  take(message) {
    const infos: FileInfo[] = [];
    for (let left = message.number(); left > 0; left--) {
      infos.push(message.info());
    }
    return infos;
  },
};
