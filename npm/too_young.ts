// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { withoutComments } from "./not_provided.ts";

/** What Node 22 lacks and `younger.ts` does not stand in for. */
const lacking = new RegExp(
  [
    String.raw`\bUint8Array\.from(?:Hex|Base64)\b`,
    String.raw`\b(?:Promise\.try|Error\.isError|Math\.sumPrecise)\b`,
    String.raw`\bIterator\.(?:concat|zip)\b|\bAtomics\.pause\b`,
    String.raw`\bnew (?:DisposableStack|Float16Array|URLPattern)\b`,
    String.raw`\.(?:toHex|toBase64|setFromHex|getOrInsert\w*)\(`,
  ].join("|"),
  "g",
);

/** What a source uses that Node 22 does not have. */
export function tooYoung(source: string): string[] {
  return withoutComments(source).match(lacking) ?? [];
}
