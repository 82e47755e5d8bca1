// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Zip archives as file systems, and file systems as zip archives: apart from the
 * other file systems, because it loads a library, `@zip.js/zip.js`.
 *
 * @module
 */
export type { ArchiveOptions, SkippedEntry } from "../archive/archive_tree.ts";
export { zip, type ZipOptions } from "./zip.ts";
export { ZipFs, type ZipFsOptions } from "./zip_fs.ts";
