import { readExports } from "./exports.ts";
import { type ExternalKind, readImports } from "./imports.ts";
import { limitFlag, type Limits, readMemories } from "./limits.ts";
import { contentFinder, readSections, sectionId } from "./sections.ts";

/** What a module imports: see {@linkcode Outline}. */
export interface ImportInfo {
  /** The module that it is to be imported from. */
  readonly module: string;
  /** Its name there. */
  readonly name: string;
  /** What it is. */
  readonly kind: ExternalKind;
}

/** What a module exports: see {@linkcode Outline}. */
export interface ExportInfo {
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly kind: ExternalKind;
}

/** A memory of a module: see {@linkcode Outline}. */
export interface MemoryInfo {
  /** How large it is at the beginning, in bytes. */
  readonly initialBytes: number;
  /** How large it may grow, in bytes; absent where only the engine bounds it. */
  readonly maximumBytes?: number;
  /** Whether threads can share it. */
  readonly isShared: boolean;
  /** Whether its addresses have 64 bits. */
  readonly is64: boolean;
  /** Whether it comes from outside. */
  readonly isImported: boolean;
}

/** What can be seen of a module from outside. */
export interface Outline {
  /** What it needs. */
  readonly imports: readonly ImportInfo[];
  /** What it offers. */
  readonly exports: readonly ExportInfo[];
  /** Its memories, imported ones first. */
  readonly memories: readonly MemoryInfo[];
}

/**
 * Reads what can be seen of a module from outside, without compiling it.
 *
 * Errors: {@linkcode WasmFormatError}.
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
