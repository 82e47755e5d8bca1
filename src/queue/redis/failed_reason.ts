// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { errorToJSON } from "../../../vfs/error_json.ts";
import type { ErrorData } from "../job_error.ts";

/** How much of a text in an error is kept, in characters. */
const LENGTH = 16_384;

/** An error as the text that is stored with a failed job. */
export function failedReason(error: unknown): string {
  const data = errorToJSON(
    error instanceof Error ? error : new Error(`${error}`),
  );
  return JSON.stringify(
    data,
    (_, value) => typeof value === "string" ? value.slice(-LENGTH) : value,
  );
}

/** The error that such a text describes; of any other text, one with this message. */
export function reasonOf(text: string): ErrorData {
  try {
    const data = JSON.parse(text);
    if (typeof data?.name === "string") return data;
  } catch {
    // Not ours: "job stalled more than allowable limit".
  }
  return { name: "Error", message: text };
}
