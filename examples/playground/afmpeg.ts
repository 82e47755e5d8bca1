// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What the page uses of the package: served as one script.
 *
 * @module
 */
export { MemoryFs, Runtime } from "../../mod.ts";
export { args, peaks } from "../../src/media/mod.ts";
export { BlobFs } from "../../vfs/mod.ts";
