// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { SpawnOptions } from "../run/run_options.ts";
import type { Call } from "./command.ts";
import { bytesOption, timeoutOption } from "./guest_options.ts";
import type { Guest } from "./use_guest.ts";
import { standardInput } from "./standard_streams.ts";

/** How the guest of a command runs that passes arguments on. */
export function guestSettings(
  call: Call,
  { cwd, interrupts }: Guest,
): SpawnOptions {
  return {
    cwd,
    stdin: standardInput(),
    stdout: "piped",
    timeout: call.read(timeoutOption) ?? Infinity,
    maxBytes: call.read(bytesOption) ?? Infinity,
    maxFiles: Infinity,
    maxOpenFiles: Infinity,
    atomic: call.has("atomic"),
    profile: call.has("profile"),
    signal: interrupts.signal,
  };
}
