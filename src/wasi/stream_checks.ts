// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Check, that } from "../../vfs/check.ts";

/** Something to read from. */
export const inputStream: Check = stream("read");

/** Something to write to. */
export const outputStream: Check = stream("write");

function stream(method: string): Check {
  return that(
    (value) => typeof Object(value)[method] === "function",
    `an object with the method \`${method}\``,
  );
}
