// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A variable of the environment; `undefined` if it is unset or empty, or may not be read.
 * Deno would otherwise ask the user for the permission, or fail.
 */
export function variable(name: string): string | undefined {
  const query = { name: "env", variable: name } as const;
  const { state } = Deno.permissions.querySync(query);
  return state === "granted" ? Deno.env.get(name) || undefined : undefined;
}
