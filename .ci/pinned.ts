// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Release } from "../src/module/release.ts";

/** A release, and the URL below which its files are. */
export type PinnedRelease = Release & { readonly url: string };

/** The module that says which engines `engine()` knows. */
export const pinnedFile = "src/module/release.generated.ts";

/** The text of that module in the packages of a release. */
export async function pinnedModule(release: PinnedRelease): Promise<string> {
  const file = new URL(`../${pinnedFile}`, import.meta.url);
  const text = await Deno.readTextFile(file);
  const declared = text.slice(0, text.lastIndexOf("="));
  return `${declared}= ${JSON.stringify(release, null, 2)};\n`;
}
