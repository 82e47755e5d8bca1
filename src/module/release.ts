// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** An engine of a {@linkcode Release}. */
export interface ReleasedEngine {
  /** The name of its file, next to the manifest. */
  readonly file: string;
  /** The SHA-256 of the uncompressed module, in hexadecimal digits. */
  readonly sha256: string;
  /** The size of the uncompressed module, in bytes. */
  readonly size: number;
}

/** The engines of a release, as its file `engines.json` lists them. */
export interface Release {
  /** The version of the package that they were built and tested with. */
  readonly version: string;
  /** The engines, by their variants' names. */
  readonly engines: Readonly<Record<string, ReleasedEngine>>;
}

/**
 * Reads the text of a manifest.
 *
 * @returns What is wrong, as a text, if it is none.
 */
export function parseRelease(text: string): Release | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "no JSON";
  }
  const { version, engines } = Object(value);
  if (typeof version !== "string") return "no version";
  if (typeof engines !== "object" || engines === null) return "no engines";
  for (const [name, engine] of Object.entries(engines)) {
    const { file, sha256, size } = Object(engine);
    const isRight = typeof file === "string" && /^[\w.-]+$/.test(file) &&
      typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) &&
      Number.isSafeInteger(size) && size > 0;
    if (!isRight) return `an engine "${name}" without file, sha256 and size`;
  }
  return { version, engines };
}
