// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Helpers around command lines: safe text for arguments and filter graphs, and what is
 * asked of media again and again. Each helper takes anything that runs, a `Runtime` or a
 * `RuntimePool`, and a file system; it is made of public parts only, and its option
 * `explain` shows the command lines that it runs.
 *
 * @module
 */
export { type Arg, args } from "../ffmpeg/args.ts";
export { concatList } from "../ffmpeg/concat_list.ts";
export { escapeDrawtext, escapeFilterValue } from "../ffmpeg/escape.ts";
export { fileUrl } from "../ffmpeg/file_url.ts";
export { filter } from "../ffmpeg/filter.ts";
export type { HelperOptions } from "./helper_options.ts";
