// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How an engine that was built is published. */
type Form = (module: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** How two engines compare. */
export interface Comparison {
  /** In which form they are equal; `undefined` if in none. */
  readonly form?: string;
  /** Where they first differ, in the form in which that is latest. */
  readonly offset?: number;
}

/** Compares an engine, in each of the forms, with a published one. */
export function compareEngines(
  rebuilt: Uint8Array<ArrayBuffer>,
  published: Uint8Array<ArrayBuffer>,
  forms: Readonly<Record<string, Form>>,
): Comparison {
  let latest = 0;
  for (const [name, form] of Object.entries(forms)) {
    const offset = firstDifference(form(rebuilt), published);
    if (offset === undefined) return { form: name };
    latest = Math.max(latest, offset);
  }
  return { offset: latest };
}

/** Where the first byte differs, if one does. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? undefined : length;
}
