// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  checkOptions,
  flag,
  limit as limitOption,
  type OptionTable,
  text,
} from "../../vfs/check.ts";
import { WasmFormatError } from "./format_error.ts";
import { addExports, type Export, readExports } from "./exports.ts";
import {
  addMemoryImport,
  changeMemoryImports,
  type ExternalKind,
  type Import,
  readImports,
} from "./imports.ts";
import { limitFlag, type Limits, readMemories, writeLimits } from "./limits.ts";
import { instrument } from "./instrument.ts";
import type { Outline } from "./outline.ts";
import { Reader } from "./reader.ts";
import {
  contentFinder,
  rank,
  readSections,
  type Section,
  sectionId,
} from "./sections.ts";
import { findTag } from "./tags.ts";
import { Writer } from "./writer.ts";

/** The exported memory whose first byte stops a rewritten module. */
export const interruptExport = "afmpeg:interrupt";

/**
 * The imported memory whose first byte stops a rewritten module whose threads share an
 * imported memory: they have an instance each, and one byte stops them all.
 */
export const interruptImport = { module: "afmpeg", name: "interrupt" } as const;

/** The exported function that was the start function of a rewritten module. */
export const startExport = "afmpeg:start";

const WASM_PAGE_LOG2 = 16;

/** Options of {@linkcode rewrite}. */
export interface RewriteOptions {
  /**
   * Whether to insert checks of an interrupt word.
   *
   * @default {false}
   */
  interrupt?: boolean;
  /** How large the memory of the module may grow, in bytes. The default is no limit. */
  maxMemoryBytes?: number;
  /**
   * How large the shared memory is that the module will import, in bytes: engines compile
   * faster code if it cannot grow. The default is what the module says.
   */
  sharedMemoryBytes?: number;
  /**
   * The name of a tag to export unless the module does: without it, a host cannot
   * throw what the module catches. The default is none.
   */
  exportTag?: string;
  /**
   * Whether the module, and what is before it in its buffer, may be overwritten with the
   * result. It then is not copied, which takes a quarter of the time of compiling, if no
   * code is inserted and there is room before it for what it grows by, such as
   * {@linkcode ROOM_BYTES}.
   *
   * @default {false}
   */
  inPlace?: boolean;
}

/** How much room before a module suffices to bound its memory in place, in bytes. */
export const ROOM_BYTES = 256;

const rewriteTable: OptionTable<RewriteOptions> = {
  interrupt: flag,
  maxMemoryBytes: limitOption,
  sharedMemoryBytes: limitOption,
  exportTag: text,
  inPlace: flag,
};

/**
 * Bounds the memory of a module and makes it interruptible, without changing what it
 * computes.
 *
 * With `interrupt`, the module gets one more memory, shared and of one page,
 * exported as {@linkcode interruptExport}: once its first byte is not 0, the module
 * traps at the next head of a loop, entry of a function that calls another or is long, or
 * instruction that takes as long as its operands say, such as `memory.fill`. It is the
 * last memory, so that the index of no other changes. If all memories of the module are imported and one is
 * shared, so that its threads have an instance each, it is not exported but imported,
 * as {@linkcode interruptImport}: one for all. A start function, which would run before that
 * memory is accessible, becomes the export {@linkcode startExport}. A module that
 * already has such a memory does not get another.
 *
 * With `maxMemoryBytes`, every memory that the module defines gets a maximum; if
 * there are several, they share the limit.
 *
 * With `sharedMemoryBytes`, a shared memory that the module imports has that size from the
 * beginning, in whole pages, or the largest that the module allows.
 *
 * With `exportTag`, a tag that the module defines is exported under that name, unless
 * something already is: the one with that name in its `name` section, otherwise the
 * only one of type `(i32) → ()`, which is what C's `longjmp` throws. If that is
 * ambiguous, no tag is exported.
 *
 * Names and other custom sections are unchanged. DWARF, links to source maps and
 * `metadata.code.*`, such as branch hints, are removed when code is inserted,
 * because their offsets would be wrong.
 *
 * @throws {WasmFormatError} when it cannot be rewritten: see its `kind`.
 * @throws {TypeError} when an option is invalid.
 *
 * @example
 * ```ts
 * import { rewrite } from "@afmpeg/afmpeg/wasm";
 * import { assertEquals } from "@std/assert";
 *
 * const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
 * assertEquals(rewrite(empty, {}), empty);
 * const { length } = WebAssembly.Module.exports(
 *   new WebAssembly.Module(rewrite(empty, { interrupt: true })),
 * );
 * assertEquals(length, 1);
 * ```
 *
 * @returns The rewritten module; `module` itself if there was nothing to do.
 */
export function rewrite(
  module: Uint8Array<ArrayBuffer>,
  options: RewriteOptions,
): Uint8Array<ArrayBuffer> {
  checkOptions("rewrite", options, rewriteTable);
  const { interrupt: isWanted = false, maxMemoryBytes = Infinity } = options;
  const { sharedMemoryBytes, exportTag, inPlace = false } = options;
  const isAsItShouldBe = !isWanted && maxMemoryBytes === Infinity &&
    sharedMemoryBytes === undefined && exportTag === undefined;
  if (isAsItShouldBe) return module;
  const sections = readSections(module);
  const find = contentFinder(module, sections);
  for (const { name, start } of sections) {
    if (
      name === "linking" || name === "dylink.0" || name?.startsWith("reloc.")
    ) {
      throw new WasmFormatError(`the section "${name}"`, {
        kind: "object-file",
        offset: start,
      });
    }
  }
  const exports = readExports(find(sectionId.export));
  const own = exports.find(isInterruptMemory)?.index;
  const imports = readImports(find(sectionId.import));
  const interrupt = isWanted && own === undefined &&
    !imports.some(isInterruptImport);
  const importsOf = (kind: ExternalKind) =>
    imports.filter((item) => item.kind === kind);
  const importedMemories = importsOf("memory").map(({ limits }) => limits!);
  const memories = readMemories(find(sectionId.memory));
  const all = [...importedMemories, ...memories];
  checkOwn(own, all);
  checkExports(exports, all.length);
  const limited = limit(
    memories,
    own,
    importedMemories.length,
    maxMemoryBytes,
  );
  const added: Export[] = [];
  const replaced = new Map<number, Uint8Array>();

  if (sharedMemoryBytes !== undefined && importedMemories.some(isShared)) {
    const fix = (memory: Import, limits: Limits) =>
      isShared(limits) && !isInterruptImport(memory)
        ? fixed(limits, sharedMemoryBytes)
        : limits;
    replaced.set(
      sectionId.import,
      changeMemoryImports(find(sectionId.import)!, fix),
    );
  }

  if (exportTag !== undefined && !exports.some(isNamed(exportTag))) {
    const index = findTag(exportTag, {
      type: find(sectionId.type),
      tag: find(sectionId.tag),
      name: find("name"),
      imported: importsOf("tag").length,
    });
    if (index !== undefined) {
      added.push({ name: exportTag, kind: "tag", index });
    }
  }
  if (interrupt) {
    const current = (id: number) => {
      const bytes = replaced.get(id);
      return bytes ? new Reader(bytes) : find(id)!;
    };
    const index = all.length;
    if (memories.length === 0 && importedMemories.some(isShared)) {
      const wanted = { ...interruptImport, limits: ONE_SHARED_PAGE };
      replaced.set(
        sectionId.import,
        addMemoryImport(current(sectionId.import), wanted),
      );
    } else {
      limited.push({ ...ONE_SHARED_PAGE });
      added.push({ name: interruptExport, kind: "memory", index });
    }
    const start = find(sectionId.start)?.u32();
    if (start !== undefined) {
      added.push({ name: startExport, kind: "function", index: start });
      replaced.set(sectionId.start, NOTHING);
    }
    instrument(module, find, importsOf("function").length, all, replaced);
  }
  if (added.length > 0) {
    replaced.set(sectionId.export, addExports(find(sectionId.export), added));
  }
  if (limited.some((limits, i) => limits !== memories[i])) {
    replaced.set(sectionId.memory, writeMemories(limited));
  }
  if (replaced.size === 0) return module;
  return assemble(module, sections, replaced, { interrupt, inPlace });
}

/** Replaces a section that is removed. */
const NOTHING = new Uint8Array(0);

const ONE_SHARED_PAGE: Limits = {
  flags: limitFlag.hasMax | limitFlag.isShared,
  min: 1,
  max: 1,
  pageSizeLog2: WASM_PAGE_LOG2,
};

function writeMemories(memories: readonly Limits[]): Uint8Array {
  const writer = new Writer(64);
  writer.leb(memories.length);
  for (const limits of memories) writeLimits(writer, limits);
  return writer.bytes();
}

function isNamed(wanted: string): (item: Export) => boolean {
  return ({ name }) => name === wanted;
}

function isShared({ flags }: Limits): boolean {
  return (flags & limitFlag.isShared) !== 0;
}

function isInterruptImport(
  { module, name, kind }: {
    readonly module: string;
    readonly name: string;
    readonly kind: string;
  },
): boolean {
  return module === interruptImport.module && name === interruptImport.name &&
    kind === "memory";
}

function isInterruptMemory(
  { name, kind }: Pick<Export, "name"> & { readonly kind: string },
): boolean {
  return name === interruptExport && kind === "memory";
}

/** A memory that is exported as the one that stops the module must be like it. */
function checkOwn(own: number | undefined, memories: readonly Limits[]): void {
  const limits = own === undefined ? undefined : memories[own];
  if (!limits || isShared(limits) && limits.min === 1 && limits.max === 1) {
    return;
  }
  throw new WasmFormatError(
    `a memory with the name "${interruptExport}" that is not one shared page`,
    { kind: "malformed", offset: 0 },
  );
}

/** Another memory that is exported could be the one that is added. */
function checkExports(exports: readonly Export[], memories: number): void {
  for (const { kind, index } of exports) {
    if (kind !== "memory" || index < memories) continue;
    throw new WasmFormatError(`memory ${index} of ${memories} as an export`, {
      kind: "malformed",
      offset: 0,
    });
  }
}

/** The limits of a memory of `bytes`, or as many as it may have, which cannot grow. */
function fixed(limits: Limits, bytes: number): Limits {
  const { min, max = Infinity, pageSizeLog2 } = limits;
  const pages = Math.min(Math.floor(bytes / 2 ** pageSizeLog2), max);
  if (pages < min) throw tooLarge(limits, bytes);
  return { ...limits, min: pages, max: pages };
}

function tooLarge({ min, pageSizeLog2 }: Limits, allowed: number) {
  return new WasmFormatError(
    `a memory of at least ${min * 2 ** pageSizeLog2} bytes, which is more ` +
      `than the ${allowed} allowed,`,
    { kind: "memory-limit", offset: 0 },
  );
}

/**
 * Gives each memory its share of `bytes` as its maximum, unless that is more than the
 * JavaScript interface allows any memory.
 */
function limit(
  memories: readonly Limits[],
  own: number | undefined,
  imported: number,
  bytes: number,
): Limits[] {
  const count = memories.length - (own === undefined ? 0 : 1);
  const share = Math.floor(bytes / Math.max(1, count));
  return memories.map((limits, i) => {
    if (share === Infinity || imported + i === own) return limits;
    const pages = Math.floor(share / 2 ** limits.pageSizeLog2);
    if (limits.min > pages) throw tooLarge(limits, share);
    const highest = limits.flags & limitFlag.is64 ? 2 ** 34 : 2 ** 32;
    const most = limits.max ?? highest / 2 ** limits.pageSizeLog2;
    const max = Math.min(most, pages);
    // One that may not have more anyway stays as it is: the whole module would be copied.
    if (max === most) return limits;
    return { ...limits, flags: limits.flags | limitFlag.hasMax, max };
  });
}

/** Assembles the module; a replacement without content removes its section. */
function assemble(
  module: Uint8Array<ArrayBuffer>,
  sections: readonly Section[],
  replaced: Map<number, Uint8Array>,
  { interrupt, inPlace }: { interrupt: boolean; inPlace: boolean },
): Uint8Array<ArrayBuffer> {
  const added = [...replaced.values()].reduce(
    (sum, { length }) => sum + length,
    64,
  );
  // With inserted code, nearly all of it is written anew.
  const writer = new Writer(interrupt ? module.length + added : 4096);
  writer.copy(module, 0, 8);
  const pending = [...replaced.keys()].sort((a, b) => rank(a) - rank(b));
  const put = (id: number) => {
    const content = replaced.get(id)!;
    if (content.length === 0) return;
    writer.byte(id);
    writer.sized(content);
  };
  // What follows the last change stays as it is, unless it speaks of the code.
  let done = 8;
  for (const section of sections) {
    if (pending.length === 0 && !interrupt) break;
    done = section.end;
    if (section.id === sectionId.custom) {
      const isStale = interrupt && speaksOfOffsets(section.name!);
      if (!isStale) writer.copy(module, section.start, section.end);
      continue;
    }
    while (pending.length > 0 && rank(pending[0]!) < rank(section.id)) {
      put(pending.shift()!);
    }
    if (pending[0] === section.id) put(pending.shift()!);
    else writer.copy(module, section.start, section.end);
  }
  for (const id of pending) put(id);
  const head = writer.bytes();
  const start = module.byteOffset + done - head.length;
  if (!inPlace || start < 0) {
    writer.copy(module, done, module.length);
    return writer.bytes();
  }
  const result = new Uint8Array(
    module.buffer,
    start,
    head.length + module.length - done,
  );
  result.set(head);
  return result;
}

function speaksOfOffsets(name: string): boolean {
  return name.startsWith(".debug_") || name === "sourceMappingURL" ||
    name === "external_debug_info" || name.startsWith("metadata.code.");
}

/**
 * Whether a module, given compiled or as an outline, can be stopped because it was
 * rewritten with `interrupt`.
 */
export function isInterruptible(
  module: WebAssembly.Module | Outline,
): boolean {
  const isCompiled = module instanceof WebAssembly.Module;
  const exports = isCompiled
    ? WebAssembly.Module.exports(module)
    : module.exports;
  const imports = isCompiled
    ? WebAssembly.Module.imports(module)
    : module.imports;
  return exports.some(isInterruptMemory) || imports.some(isInterruptImport);
}
