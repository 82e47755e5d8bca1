// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../../vfs/afmpeg_error.ts";

/** A package that a queue on a server needs is not installed. */
export class MissingPackageError extends AfmpegError {
  /** Always `"MissingPackageError"`. */
  override readonly name = "MissingPackageError";
  /** Which one. */
  readonly packageName: string;

  /** Makes the error. */
  constructor(packageName: string, options: ErrorOptions) {
    super(
      `Cannot use a queue on a server: the package ${packageName} is not installed; ` +
        "install what such queues need: npm install bullmq ioredis",
      options,
    );
    this.packageName = packageName;
  }
}

/** What hosts say of a package that is not there; the second in one program of Node. */
const absent: readonly unknown[] = [
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNKNOWN_BUILTIN_MODULE",
];

/**
 * What to do where a package cannot be loaded that few need, and that npm so does not
 * install with this one: `import("name").catch(asMissing("name"))`. From exactly that,
 * bundlers know that it may be missing.
 *
 * @throws {MissingPackageError} when it is not there.
 */
export function asMissing(name: string): (cause: unknown) => never {
  return (cause) => {
    const { code } = cause as { code?: unknown };
    if (!absent.includes(code)) throw cause;
    throw new MissingPackageError(name, { cause });
  };
}
