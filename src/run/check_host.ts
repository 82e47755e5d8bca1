// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { HostError } from "../util/errors.ts";

/** The smallest module. */
const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

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
  try {
    new WebAssembly.Module(EMPTY);
  } catch (cause) {
    throw new HostError(
      "Cannot create a runtime: this page may not compile WebAssembly; send " +
        "`script-src 'self' 'wasm-unsafe-eval'` in its Content-Security-Policy",
      { missing: "compilation", cause },
    );
  }
}
