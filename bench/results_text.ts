// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The text of `results.json`: a line for each job and figure, so that two measurements
 * can be compared and merged line by line. No figure is accurate to more than six digits.
 */
export function resultsText(results: object): string {
  const text = (value: unknown) =>
    JSON.stringify(
      value,
      (_, it) =>
        Number.isInteger(it) || typeof it !== "number"
          ? it
          : Number(it.toPrecision(6)),
    );
  const entries = Object.entries(results).map(([name, value]) => {
    const shown = Array.isArray(value)
      ? `[\n  ${value.map(text).join(",\n  ")}\n ]`
      : text(value);
    return ` ${text(name)}: ${shown}`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}
