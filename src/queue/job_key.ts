// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { sha256 } from "../util/sha256.ts";

/** The id of a job: the same for the same key, a new one without. */
export async function jobId(key: string | undefined): Promise<string> {
  if (key === undefined) return crypto.randomUUID();
  const hash = await sha256(new TextEncoder().encode(key));
  return `key-${hash.slice(0, 32)}`;
}
