// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whether a text is an http or https URL that ends with `/`, without credentials. */
export function isDirectoryUrl(text: string): boolean {
  return /^https?:\/\/[^@?#]+\/$/i.test(text) && URL.canParse(text);
}
