// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Check, that } from "./check.ts";
import { pathPatterns } from "./glob_pattern.ts";

/** What may say which paths are excluded. */
export const patterns: Check = that(
  (value) =>
    typeof value === "function" ||
    Array.isArray(value) && value.every((each) => typeof each === "string"),
  "an array of patterns, or a function",
);

/** Returns a function that says whether a path is excluded. */
export function excluder(
  exclude: readonly string[] | ((path: string) => boolean) = [],
): (path: string) => boolean {
  if (typeof exclude === "function") return exclude;
  if (exclude.length === 0) return () => false;
  const expressions = exclude.flatMap(pathPatterns);
  return (path) => {
    const shown = path.startsWith("./") ? path.slice(2) : path;
    return expressions.some((expression) => expression.test(shown));
  };
}
