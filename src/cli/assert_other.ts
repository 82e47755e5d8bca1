// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { UsageError } from "./usage_error.ts";

/** @throws {UsageError} when an output is one of the inputs, under whichever name. */
export function assertOther(
  operation: string,
  inputs: readonly string[],
  output: string,
): void {
  const own = identityOf(output);
  if (own === undefined || !inputs.some((input) => identityOf(input) === own)) {
    return;
  }
  throw new UsageError(
    `Cannot ${operation}: received "${output}", which is the input; ` +
      "name another file",
  );
}

function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
