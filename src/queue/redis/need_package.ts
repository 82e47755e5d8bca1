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

/**
 * A package that few need, and so is not installed with this one from npm.
 *
 * @throws {MissingPackageError} when it is not there.
 */
export async function needPackage<T>(
  name: string,
  loading: Promise<T>,
): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new MissingPackageError(name, { cause });
  }
}
