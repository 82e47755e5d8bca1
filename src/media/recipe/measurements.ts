// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Values that steps have measured, by the names that filters give them. */
export type Measurements = Readonly<Record<string, string>>;

/** There is nothing to measure. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";
}

/**
 * Reads what the filter `loudnorm` has logged with `print_format=json`.
 *
 * @throws {SilenceError} when it has measured nothing.
 */
export function loudnormOf(lines: readonly string[]): Measurements {
  const text = lines.join("\n");
  // It logs other lines before.
  const start = text.indexOf("{");
  const measured: Record<string, string> = start < 0
    ? {}
    : JSON.parse(text.slice(start, text.lastIndexOf("}") + 1));
  if (Number.isFinite(Number(measured.input_i ?? NaN))) return measured;
  throw new SilenceError("Cannot correct the loudness: received silence");
}
