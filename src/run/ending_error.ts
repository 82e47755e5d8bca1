// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { GuestError, GuestTrapError, LongjmpError } from "../util/errors.ts";
import type { GuestOutcome } from "../worker/messages.ts";

/** How a guest ends that neither exits nor is stopped. */
export type BadEnding = Exclude<
  GuestOutcome,
  { readonly type: "exit" | "stopped" }
>;

/** The error for the caller of a guest that ended so. */
export function endingError(
  ending: BadEnding,
  argv: readonly string[],
  stderr: string,
): Error {
  switch (ending.type) {
    case "trap":
      return new GuestTrapError(ending.description, {
        kind: ending.kind,
        argv,
        wasmStack: ending.wasmStack,
        stderr,
      });
    case "longjmp": {
      const { reason, jmpBuf, value } = ending;
      return new LongjmpError(reason, { jmpBuf, value, argv, stderr });
    }
    case "failure":
      return new GuestError(`Cannot start the guest: ${ending.message}`);
  }
}
