// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { DroppedStream } from "../media/recipe/keep_streams.ts";
import type { Plan } from "../media/recipe/plan.ts";

/** Says which streams an output does not have. */
export function sayDropped(plan: Plan): string[] {
  const { dropped = [] } = plan as { dropped?: readonly DroppedStream[] };
  return dropped.map(({ index, type, codec = "unknown" }) =>
    `the ${type} stream ${index} (${codec}) is left out`
  );
}
