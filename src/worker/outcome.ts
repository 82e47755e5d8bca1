// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { StoppedError } from "../bridge/stopped_error.ts";
import { LongjmpError } from "../util/errors.ts";
import { InterruptedError } from "../wasi/interrupted_error.ts";
import type { GuestOutcome } from "./messages.ts";
import { trapKindOf } from "./trap_kind.ts";

/** The length of the longest text of an outcome. */
const LONGEST = 8000;

/** How a run ended that an error left. */
export function outcomeOf(error: unknown): GuestOutcome {
  if (error instanceof InterruptedError || error instanceof StoppedError) {
    return { type: "stopped" };
  }
  if (error instanceof LongjmpError) {
    const { reason, jmpBuf, value } = error;
    return { type: "longjmp", reason, jmpBuf, value };
  }
  const { message = "an exception that nothing caught", stack = "" } =
    error as Partial<Error>;
  const kind = trapKindOf(error);
  if (kind === undefined) return { type: "failure", message: cut(message) };
  return {
    type: "trap",
    kind,
    description: cut(message),
    wasmStack: cut(wasmFrames(stack)),
  };
}

/**
 * As much of a text as there is room for, on the channel and on the board of threads: a
 * character takes at most six bytes of its JSON. The guest names its functions itself.
 */
function cut(text: string): string {
  return text.slice(0, LONGEST);
}

/** The frames of the guest only: those of the host are of no use to its author. */
function wasmFrames(stack: string): string {
  return stack.split("\n").filter((line) => line.includes("wasm-function"))
    .join("\n");
}
