// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { WasmFormatError } from "./format_error.ts";
import {
  atomic,
  BR_ON_CAST,
  BR_ON_CAST_FAIL,
  bulk,
  bulkIntegers,
  gcIntegers,
  immediate,
  isLongBulk,
  isLongGc,
  LAST_SIMD,
  MEMORY_GROW,
  opcodeImmediates,
  simdImmediate,
  TRY,
} from "./opcodes.ts";
import { REF, REF_NULL } from "./reader.ts";

/** A `memory.atomic.wait`, which blocks its thread. */
export interface AtomicWait {
  /** From its opcode to the end of its arguments. */
  readonly start: number;
  readonly end: number;
  readonly is64: boolean;
  /** The index of its memory. */
  readonly memory: number;
  /** Its `memarg`, to be copied. */
  readonly memarg: Uint8Array;
}

/** What the rewriter needs to know about the body of a function. */
export interface Body {
  /** How many of `checks` count. */
  checkCount: number;
  /**
   * Where it must be able to stop: at its beginning, after the declarations of its locals,
   * unless it is short and simple; at the heads of its loops, after the block types; and before each instruction that can
   * take long by itself. Reused from body to body.
   */
  checks: Uint32Array;
  waits: AtomicWait[];
  /** By {@linkcode opcodeNumber}, 1 for each opcode that occurs; kept from body to body. */
  readonly seen: Uint8Array;
}

/**
 * The longest code of a function that needs no check at its beginning: it takes about as
 * long as one. The most calls of such functions that fit into another take seconds.
 */
const SHORT_BYTES = 256;

/** How many opcodes there may be after a prefix. */
const PREFIXED = 512;

/** Numbers all opcodes: those of one byte, and those after 0xfb to 0xfe. */
export function opcodeNumber(first: number, second?: number): number {
  if (second === undefined) return first;
  return 256 + (first - 0xfb) * PREFIXED + second;
}

/** A body to be filled by {@linkcode scan}. */
export function emptyBody(): Body {
  return {
    ...{ checkCount: 0, waits: [] },
    checks: new Uint32Array(64),
    seen: new Uint8Array(256 + 4 * PREFIXED),
  };
}

/**
 * Scans the code of one function, from `start` to `end`. Knows only the length of
 * each instruction: the engine checks whether the code is valid.
 *
 * Only the original memories of the module are accepted: otherwise code could become
 * valid by accessing the one that is added.
 *
 * It is one function with one loop for the common instructions, because a module has
 * millions of them: the position is a variable that nothing else uses, which an
 * engine keeps in a register.
 *
 * @throws {WasmFormatError} when it is malformed, or an instruction is unknown.
 */
export function scan(
  bytes: Uint8Array,
  start: number,
  end: number,
  memories: number,
  body: Body,
): void {
  const { seen } = body;
  const rare = new RareInstructions(bytes, start, end, memories, body);
  // In the usual encoding, only alignments below this need no further check.
  const plainFlags = memories > 0 ? 0x20 : 0;

  body.checkCount = 0;
  body.waits = [];
  let at = rare.begin();
  let calls = false;
  const isShort = end - at <= SHORT_BYTES;
  while (at < end) {
    const opcode = bytes[at++]!;
    seen[opcode] = 1;
    switch (opcodeImmediates[opcode]) {
      case immediate.none:
        break;
      case immediate.leb:
        while (bytes[at++]! & 0x80);
        break;
      case immediate.memarg:
        if (bytes[at]! < plainFlags) at++;
        else at = rare.skipMemargFlags(at);
        while (bytes[at++]! & 0x80);
        break;
      case immediate.call:
        calls = true;
        while (bytes[at++]! & 0x80);
        break;
      case immediate.callIndirect:
        calls = true;
        while (bytes[at++]! & 0x80);
        while (bytes[at++]! & 0x80);
        break;
      default:
        at = rare.skip(opcode, at);
    }
  }
  if (at !== end) {
    throw new WasmFormatError("an instruction cut off", {
      kind: "malformed",
      offset: end,
    });
  }
  if (isShort && !calls && !rare.areSlow) {
    body.checks.copyWithin(0, 1, body.checkCount--);
  }
}

/** The instructions of a function that do not need a fast path. */
class RareInstructions {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #memories: number;
  readonly #body: Body;
  /** Whether some take as long as hundreds of others: what handles errors, and objects. */
  areSlow = false;
  #at: number;
  #lastMemory = 0;

  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    memories: number,
    body: Body,
  ) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#memories = memories;
    this.#body = body;
  }

  /** Skips the declarations of locals. Returns where they end, and the code begins. */
  begin(): number {
    for (let groups = this.#count(); groups > 0; groups--) {
      this.#leb();
      this.#valueType();
    }
    this.#addCheck(this.#at);
    return this.#at;
  }

  /** Skips a `memarg` at `at` up to its offset. Returns where that begins. */
  skipMemargFlags(at: number): number {
    this.#at = at;
    this.#memargFlags();
    return this.#at;
  }

  /** Skips what follows `opcode`, at `at`. Returns where it ends. */
  skip(opcode: number, at: number): number {
    this.#at = at;
    switch (opcodeImmediates[opcode]) {
      case immediate.blockType:
        if (opcode === TRY) this.areSlow = true;
        this.#valueType();
        break;
      case immediate.loop:
        this.#valueType();
        this.#addCheck(this.#at);
        break;
      case immediate.memory:
        if (opcode === MEMORY_GROW) this.#addCheck(at - 1);
        this.#memory();
        break;
      case immediate.bytes4:
        this.#at += 4;
        break;
      case immediate.bytes8:
        this.#at += 8;
        break;
      case immediate.labels:
        for (let left = this.#count(); left >= 0; left--) this.#leb();
        break;
      case immediate.types:
        for (let left = this.#count(); left > 0; left--) this.#valueType();
        break;
      case immediate.tryTable:
        this.areSlow = true;
        this.#valueType();
        for (let left = this.#count(); left > 0; left--) {
          // The tag, unless it catches all.
          if (this.#bytes[this.#at++]! < 2) this.#leb();
          this.#leb();
        }
        break;
      case immediate.prefix:
        this.#prefixed(opcode, at - 1);
        break;
      default:
        throw unknown(`the opcode 0x${opcode.toString(16)}`, at - 1);
    }
    return this.#at;
  }

  #addCheck(at: number): void {
    const body = this.#body;
    if (body.checkCount === body.checks.length) {
      const grown = new Uint32Array(2 * body.checkCount);
      grown.set(body.checks);
      body.checks = grown;
    }
    body.checks[body.checkCount++] = at;
  }

  #prefixed(prefix: number, opcodeAt: number): void {
    const opcode = this.#u32();
    if (opcode < PREFIXED) this.#body.seen[opcodeNumber(prefix, opcode)] = 1;
    const name = () => `the opcode 0x${prefix.toString(16)} ${opcode}`;
    if (prefix === 0xfd) {
      if (opcode > LAST_SIMD) throw unknown(name(), opcodeAt);
      const { memarg: hasMemarg, bytes } = simdImmediate(opcode);
      if (hasMemarg) this.#memarg();
      this.#at += bytes;
    } else if (prefix === 0xfe) {
      this.#atomicAccess(opcode, name, opcodeAt);
    } else if (prefix === 0xfc) {
      const integers = bulkIntegers[opcode];
      if (integers === undefined) throw unknown(name(), opcodeAt);
      if (isLongBulk(opcode)) this.#addCheck(opcodeAt);
      switch (opcode) {
        case bulk.memoryInit:
          this.#leb();
          this.#memory();
          break;
        case bulk.memoryCopy:
          this.#memory();
          this.#memory();
          break;
        case bulk.memoryFill:
          this.#memory();
          break;
        default:
          for (let left = integers; left > 0; left--) this.#leb();
      }
    } else {
      this.areSlow = true;
      const integers = gcIntegers[opcode];
      if (integers === undefined) throw unknown(name(), opcodeAt);
      if (isLongGc(opcode)) this.#addCheck(opcodeAt);
      if (opcode === BR_ON_CAST || opcode === BR_ON_CAST_FAIL) this.#at++;
      for (let left = integers; left > 0; left--) this.#leb();
    }
  }

  #atomicAccess(
    opcode: number,
    name: () => string,
    opcodeAt: number,
  ): void {
    if (opcode === atomic.fence) {
      this.#at++;
      return;
    }
    const isAccess = opcode <= atomic.wait64 ||
      (opcode >= atomic.firstAccess && opcode <= atomic.lastAccess);
    if (!isAccess) throw unknown(name(), opcodeAt);
    const memargAt = this.#at;
    this.#lastMemory = 0;
    this.#memarg();
    if (opcode !== atomic.wait32 && opcode !== atomic.wait64) return;
    this.#body.waits.push({
      start: opcodeAt,
      end: this.#at,
      is64: opcode === atomic.wait64,
      memory: this.#lastMemory,
      memarg: this.#bytes.subarray(memargAt, this.#at),
    });
  }

  #memarg(): void {
    this.#memargFlags();
    this.#leb();
  }

  #memargFlags(): void {
    const at = this.#at;
    const flags = this.#u32();
    if (flags & ~0x5f) throw unknown(`a memarg of flags ${flags}`, at);
    this.#useMemory(flags & 0x40 ? this.#u32() : 0);
  }

  #memory(): void {
    this.#useMemory(this.#u32());
  }

  #useMemory(index: number): void {
    if (index >= this.#memories) {
      const what = `memory ${index} of ${this.#memories}`;
      throw new WasmFormatError(what, { kind: "malformed", offset: this.#at });
    }
    this.#lastMemory = index;
  }

  #valueType(): void {
    const byte = this.#bytes[this.#at++]!;
    if (byte === REF || byte === REF_NULL) this.#leb();
    else if (byte & 0x80) this.#leb();
  }

  #count(): number {
    const value = this.#u32();
    if (value > this.#end - this.#at) {
      throw new WasmFormatError("an endless list", {
        kind: "malformed",
        offset: this.#at,
      });
    }
    return value;
  }

  #u32(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80 || this.#at > this.#end) return value;
      shift += 7;
    }
  }

  #leb(): void {
    while (this.#bytes[this.#at++]! & 0x80);
  }
}

function unknown(what: string, offset: number): WasmFormatError {
  return new WasmFormatError(what, { kind: "unknown-opcode", offset });
}
