// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The fields of `T`, all of which must be named; optional ones may be `undefined`. */
type Fields<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? T[K] | undefined
    : T[K];
};

/** An object without the unknown fields. */
export function known<T extends object>(fields: Fields<T>): T {
  const entries = Object.entries(fields).filter(([, value]) =>
    value !== undefined
  );
  return Object.fromEntries(entries) as T;
}
