// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BridgeFile } from "./bridge_file.ts";

/**
 * A file on the caller's side to which writes do not wait: for stderr, to which a
 * guest writes often and little.
 */
export class PostedFile extends BridgeFile {
  /** Waits only if too much is already pending. */
  override write(data: Uint8Array): number {
    return this.client.post(data) ? data.length : super.write(data);
  }
}
