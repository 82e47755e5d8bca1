// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Errno, errnoMessages } from "../errno.ts";
import { FsError } from "../fs_error.ts";
import { errorNumbers } from "./host.ts";

/** Codes of the host, by which some have another name in the contract. */
const codes: ReadonlyMap<string, Errno> = new Map([
  ...(Object.keys(errnoMessages) as Errno[]).map((code) => [code, code]),
  ["EOPNOTSUPP", "ENOTSUP"],
  ["EWOULDBLOCK", "EAGAIN"],
] as [string, Errno][]);

/** Names of Deno's own errors, which carry no code. */
const denoErrors: ReadonlyMap<string, Errno> = new Map([
  ["NotCapable", "EACCES"],
  ["PermissionDenied", "EACCES"],
  ["NotFound", "ENOENT"],
  ["AlreadyExists", "EEXIST"],
  ["BadResource", "EBADF"],
  ["InvalidData", "EILSEQ"],
]);

/** Makes a call to the host; its failure becomes an `FsError`. */
export function onHost<T>(operation: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error, operation, path);
  }
}

/**
 * The `FsError` for an error of the host; any other error is returned
 * unchanged.
 */
export function translate(
  error: unknown,
  operation: string,
  path: string,
): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code ?? systemCode(error);
  const known = typeof code === "string"
    ? codes.get(code)
    : denoErrors.get(error.name);
  if (known === undefined) return error;
  const hint = error instanceof FsError ? error.hint : undefined;
  return new FsError(known, {
    ...{ operation, path, cause: error },
    ...(hint !== undefined && { hint }),
  });
}

/**
 * The code of a Deno error that has it only as a number in its message:
 * "Illegal seek (os error 29)".
 */
function systemCode({ message }: Error): string | undefined {
  const [, digits] = /\(os error (\d+)\)/.exec(message) ?? [];
  if (digits === undefined) return undefined;
  return Object.entries(errorNumbers())
    .findLast(([, number]) => number === Number(digits))?.[0];
}
