// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { HostError } from "../util/errors.ts";

/**
 * Checks that the host has what every run needs. Only some pages lack it.
 *
 * @throws {HostError}
 */
export function checkHost(): void {
  if (typeof SharedArrayBuffer !== "function") {
    throw new HostError(
      "Cannot create a runtime: this page is not cross-origin isolated, so it has no " +
        "shared memory; send `Cross-Origin-Opener-Policy: same-origin` and " +
        "`Cross-Origin-Embedder-Policy: require-corp` with it, over HTTPS or from localhost",
      { missing: "isolation" },
    );
  }
  if (typeof Atomics.waitAsync !== "function") {
    throw new HostError(
      "Cannot create a runtime: this JavaScript engine has no `Atomics.waitAsync`; " +
        "update it",
      { missing: "waiting" },
    );
  }
}
