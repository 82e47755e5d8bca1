// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CliOption, ValueOption } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { mountOption } from "./mounts.ts";
import { duration, size } from "./values.ts";

/** How `--help` explains the units of these options. */
export const units =
  `TIME is in milliseconds and SIZE in bytes, unless a unit follows: 500ms, 30s,
5min, 2h; 64KiB, 512MiB, 2GiB.`;

/** The same for commands that have only a time. */
export const timeUnits =
  "TIME is in milliseconds, unless a unit follows: 500ms, 30s, 5min, 2h.";

/** The option that bounds how long a run may take. */
export const timeoutOption: ValueOption<number> = {
  name: "timeout",
  value: "TIME",
  kind: duration,
  summary: "how long it may take",
};

/** The option that bounds the memory of a guest. */
export const memoryOption: ValueOption<number> = {
  name: "max-memory-bytes",
  value: "SIZE",
  kind: size(1),
  summary: "how large its memory may grow",
};

/** The option that bounds what a run writes. */
export const bytesOption: ValueOption<number> = {
  name: "max-bytes",
  value: "SIZE",
  kind: size(0),
  summary: "how much it may write",
};

/** The options of the commands that run the program with the user's arguments. */
export const guestOptions: readonly CliOption[] = [
  engineOption,
  mountOption,
  timeoutOption,
  memoryOption,
  bytesOption,
  {
    name: "atomic",
    summary: "write all outputs at the end, or none if it fails",
  },
  {
    name: "dry-run",
    aliases: ["explain"],
    summary: "print what would be run and shown (or --explain)",
  },
  { name: "trace", summary: "print each call to the host, as strace does" },
  { name: "profile", summary: "print at the end how the time was spent" },
];
