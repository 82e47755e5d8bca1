// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { UsageError } from "./usage_error.ts";

/**
 * Checks that an output is none of the inputs, under whichever name.
 *
 * @param inputs Their paths on the host.
 * @param place The path of the output on the host, if the call names another.
 * @throws {UsageError} when it is one of them.
 */
export function assertOther(
  operation: string,
  inputs: readonly string[],
  output: string,
  place: string = output,
): void {
  const own = identityOf(place);
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
