// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

// What a release has in its place: .ci/pinned.ts; not edited by hand.
import type { Release } from "./release.ts";

/** Where this version's engines are, and what they are; nothing before its release. */
export const release: (Release & { readonly url: string }) | undefined =
  undefined;
