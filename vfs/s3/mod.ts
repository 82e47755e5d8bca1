// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Object stores as file systems: apart from the others, because it loads a library
 * that signs requests, `aws4fetch`.
 *
 * @module
 */
export { S3Fs } from "./s3_fs.ts";
export type { S3Credentials, S3FsOptions } from "./s3_options.ts";
