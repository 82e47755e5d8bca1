// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Call, CliOption } from "./command.ts";
import { isConfirmed } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { visible } from "./visible.ts";

/** The option with which files that exist are replaced unasked. */
export const overwriteOption: CliOption = {
  name: "overwrite",
  aliases: ["y"],
  summary: "replace files that exist (or -y); otherwise it asks",
};

/**
 * Whether files that exist may be replaced: because the call says so, or the user.
 *
 * @param existing Those that would be.
 * @throws {UsageError} when they may not.
 */
export function mayOverwrite(call: Call, existing: readonly string[]): boolean {
  if (call.has(overwriteOption.name)) return true;
  const [path] = existing;
  if (path === undefined) return false;
  const more = existing.length - 1;
  const what = `"${path}"${more > 0 ? ` and ${more} more` : ""}`;
  if (isConfirmed(`${visible(what)} already exists. Overwrite?`)) return true;
  throw new UsageError(
    `Cannot write ${what}: received a name that exists; give another one, or ` +
      "--overwrite (-y)",
  );
}

/** Whether a path leads to something, a broken link included. */
export function isTaken(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    // What may not be looked at is reported where it is written.
    const { NotFound, NotADirectory, NotCapable } = Deno.errors;
    const isFree = [NotFound, NotADirectory, NotCapable].some((type) =>
      error instanceof type
    );
    const isTooLong = Object(error).code === "ENAMETOOLONG";
    if (isFree || isTooLong) return false;
    throw error;
  }
}
