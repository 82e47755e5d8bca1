// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Errno, errnoMessages } from "../../vfs/errno.ts";

const errnos = Object.keys(errnoMessages) as Errno[];

/** The response to a `read` at the end of the file. */
export const END_OF_FILE = -1;

/** The response that carries an error code: any number below {@linkcode END_OF_FILE}. */
export function errnoToResponse(code: Errno): number {
  return END_OF_FILE - 1 - errnos.indexOf(code);
}

/** The error code of a response; `undefined` if it carries none. */
export function responseToErrno(response: number): Errno | undefined {
  return errnos[END_OF_FILE - 1 - response];
}
