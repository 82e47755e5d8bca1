// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The word of `words` that is most like a mistyped one, if any is. */
export function nearest(
  typed: string,
  words: Iterable<string>,
): string | undefined {
  const most = Math.max(1, Math.min(3, Math.floor(typed.length / 3)));
  let [best, least] = [undefined as string | undefined, most + 1];
  for (const word of words) {
    if (Math.abs(word.length - typed.length) >= least) continue;
    const edits = distance(typed, word);
    if (edits < least) [best, least] = [word, edits];
  }
  return best;
}

/** How many letters must be changed, inserted, left out or exchanged. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(
        row[j - 1]! + 1,
        last[j]! + 1,
        last[j - 1]! + (isSame ? 0 : 1),
      );
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] &&
        a[i - 2] === b[j - 1];
      if (isExchanged) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
