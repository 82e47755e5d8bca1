// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ModuleSource } from "../module/module_source.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Parses the name of an engine: a file, or `URL#sha256=HEX`.
 *
 * @throws {UsageError} when it is a URL without a checksum.
 */
export function parseEngine(text: string): ModuleSource {
  if (!/^https?:/.test(text)) return { file: text };
  const [, url, sha256] = /^([^#]*)#sha256=([\da-f]{64})$/i.exec(text) ?? [];
  if (url !== undefined && sha256 !== undefined) return { url, sha256 };
  throw new UsageError(
    `Cannot use the engine: received "${text}"; add its checksum, as ` +
      "URL#sha256=HEX",
  );
}
