// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ValueOption } from "./command.ts";
import { interval, time } from "./values.ts";

/** Where a piece begins. */
export const startOption: ValueOption<number> = {
  name: "start-sec",
  aliases: ["start"],
  value: "TIME",
  kind: time,
  summary: "where it begins (or --start)",
};

/** Where a piece ends. */
export const endOption: ValueOption<number> = {
  name: "end-sec",
  aliases: ["end"],
  value: "TIME",
  kind: interval,
  summary: "where it ends (or --end)",
};

/** How long a piece is. */
export const durationOption: ValueOption<number> = {
  name: "duration-sec",
  aliases: ["duration"],
  value: "TIME",
  kind: interval,
  summary: "how long it is (or --duration)",
};

/** How `--help` explains times. */
export const timeForms =
  "TIME is 90 (seconds), 1:30, 1:02:03.5 or 1500ms; of --timeout, 30s or 2h.";
