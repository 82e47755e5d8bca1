import { type Errno, errnoMessages } from "../../vfs/errno.ts";

const errnos = Object.keys(errnoMessages) as Errno[];

/** The reply of a `read` at the end of the file. */
export const END_OF_FILE = -1;

/** The reply that carries an error code: any number below {@linkcode END_OF_FILE}. */
export function errnoToReply(code: Errno): number {
  return END_OF_FILE - 1 - errnos.indexOf(code);
}

/** The error code of a reply, `undefined` where it carries none. */
export function replyToErrno(reply: number): Errno | undefined {
  return errnos[END_OF_FILE - 1 - reply];
}
