// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "../../vfs/check.ts";
import { checkText } from "./check_text.ts";

/**
 * The URL of a file: ffmpeg reads it as a path even if it contains a colon or begins with
 * a dash. Only `%d` in the name of an image still means a sequence.
 *
 * @throws {TypeError} when it is not a string, is empty, or contains NUL.
 *
 * @example
 * ```ts
 * import { args, fileUrl } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(args`-i ${fileUrl("http:x.mp4")} ${fileUrl("-y")}`, [
 *   ...["-i", "file:http:x.mp4", "file:-y"],
 * ]);
 * ```
 */
export function fileUrl(path: string): string {
  checkText("path", path);
  if (path === "") throw refusal("`path`", path, "the path of a file");
  return `file:${path}`;
}
