// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { missingComponent, missingText } from "./missing_component.ts";
import { removedHint } from "./removed.ts";

/** What to do about a failure, by its log: take another engine, or another option. */
export function hintFor(log: string): string | undefined {
  const missing = missingComponent(log);
  return missing ? missingText(missing) : removedHint(log);
}
