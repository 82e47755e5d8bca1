// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { readExports } from "./exports.ts";
import { type ExternalKind, readImports } from "./imports.ts";
import { limitFlag, type Limits, readMemories } from "./limits.ts";
import { contentFinder, readSections, sectionId } from "./sections.ts";

/** An import of a module: see {@linkcode Outline}. */
export interface ImportInfo {
  /** The module from which it is imported. */
  readonly module: string;
  /** Its name in that module. */
  readonly name: string;
  /** Its kind. */
  readonly kind: ExternalKind;
}

/** An export of a module: see {@linkcode Outline}. */
export interface ExportInfo {
  /** Its name. */
  readonly name: string;
  /** Its kind. */
  readonly kind: ExternalKind;
}

/** A memory of a module: see {@linkcode Outline}. */
export interface MemoryInfo {
  /** Its initial size in bytes. */
  readonly initialBytes: number;
  /** Its maximum size in bytes; absent if only the engine bounds it. */
  readonly maximumBytes?: number;
  /** Whether threads can share it. */
  readonly isShared: boolean;
  /** Whether its addresses have 64 bits. */
  readonly is64: boolean;
  /** Whether it is imported. */
  readonly isImported: boolean;
}

/** The external interface of a module. */
export interface Outline {
  /** What it imports. */
  readonly imports: readonly ImportInfo[];
  /** What it exports. */
  readonly exports: readonly ExportInfo[];
  /** Its memories, imported ones first. */
  readonly memories: readonly MemoryInfo[];
}

/**
 * Reads the external interface of a module, without compiling it.
 *
 * @throws {WasmFormatError} when it is malformed.
 *
 * @example
 * ```ts
 * import { readOutline } from "@afmpeg/afmpeg/wasm";
 * import { assert } from "@std/assert";
 *
 * const { exports } = readOutline(await Deno.readFile("ffmpeg.wasm"));
 * assert(exports.some(({ name }) => name === "_start"));
 * ```
 */
export function readOutline(bytes: Uint8Array): Outline {
  const find = contentFinder(bytes, readSections(bytes));
  const imports = readImports(find(sectionId.import));
  return {
    imports: imports.map(({ module, name, kind }) => ({ module, name, kind })),
    exports: readExports(find(sectionId.export)).map(({ name, kind }) => ({
      name,
      kind,
    })),
    memories: [
      ...imports.filter(({ kind }) => kind === "memory")
        .map(({ limits }) => memoryInfo(limits!, true)),
      ...readMemories(find(sectionId.memory))
        .map((limits) => memoryInfo(limits, false)),
    ],
  };
}

function memoryInfo(
  { flags, min, max, pageSizeLog2 }: Limits,
  isImported: boolean,
): MemoryInfo {
  const pageBytes = 2 ** pageSizeLog2;
  return {
    initialBytes: min * pageBytes,
    ...(max !== undefined && { maximumBytes: max * pageBytes }),
    isShared: (flags & limitFlag.isShared) !== 0,
    is64: (flags & limitFlag.is64) !== 0,
    isImported,
  };
}
