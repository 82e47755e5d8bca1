import { WasmFormatError } from "./format_error.ts";
import {
  atomic,
  BR_ON_CAST,
  BR_ON_CAST_FAIL,
  bulk,
  bulkIntegers,
  gcIntegers,
  immediate,
  LAST_SIMD,
  opcodeImmediates,
  simdImmediate,
} from "./opcodes.ts";
import { REF, REF_NULL } from "./reader.ts";

/** A `memory.atomic.wait`, which blocks its thread. */
export interface AtomicWait {
  /** From its opcode to behind its arguments. */
  readonly start: number;
  readonly end: number;
  readonly is64: boolean;
  /** The number of its memory. */
  readonly memory: number;
  /** Its `memarg`, to be copied. */
  readonly memarg: Uint8Array;
}

/** What of a function's body matters to the rewriter. */
export interface Body {
  /** Behind the declarations of its locals. */
  entry: number;
  /** Whether it calls anything: only then can it be part of a long computation without loops. */
  calls: boolean;
  /** How many of `loops` count. */
  loopCount: number;
  /** The heads of its loops, behind the block types. Reused from body to body. */
  loops: Uint32Array;
  waits: AtomicWait[];
  /** By {@linkcode opcodeNumber}, 1 for each opcode that occurs; kept from body to body. */
  readonly seen: Uint8Array;
}

/** How many opcodes there may be behind a prefix. */
const PREFIXED = 512;

/** Numbers all opcodes: those of one byte, and those behind 0xfb to 0xfe. */
export function opcodeNumber(first: number, second?: number): number {
  if (second === undefined) return first;
  return 256 + (first - 0xfb) * PREFIXED + second;
}

/** A body to be filled by {@linkcode scan}. */
export function emptyBody(): Body {
  return {
    ...{ entry: 0, calls: false, loopCount: 0, waits: [] },
    loops: new Uint32Array(64),
    seen: new Uint8Array(256 + 4 * PREFIXED),
  };
}

/**
 * Goes through the code of one function, which lies from `start` to `end`. Knows
 * of each instruction how long it is, and no more: whether the code is valid, the
 * engine will say.
 *
 * Memories are only those that the module has had: what is valid in the end must
 * not reach one that is added to it.
 *
 * One function with one loop, because a module has millions of instructions.
 *
 * Errors: {@linkcode WasmFormatError}.
 */
export function scan(
  bytes: Uint8Array,
  start: number,
  end: number,
  memories: number,
  body: Body,
): void {
  let at = start;
  const { seen } = body;
  let lastMemory = 0;

  const leb = (): void => {
    while (bytes[at++]! & 0x80);
  };
  const u32 = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80 || at > end) return value;
      shift += 7;
    }
  };
  const count = (): number => {
    const value = u32();
    if (value > end - at) {
      throw new WasmFormatError("malformed", "an endless list", at);
    }
    return value;
  };
  const valueType = (): void => {
    const byte = bytes[at++]!;
    if (byte === REF || byte === REF_NULL) leb();
    else if (byte & 0x80) leb();
  };
  const useMemory = (index: number): void => {
    if (index >= memories) {
      const what = `memory ${index} of ${memories}`;
      throw new WasmFormatError("malformed", what, at);
    }
    lastMemory = index;
  };
  const memory = (): void => useMemory(u32());
  // Of what is written as usual, only alignments below this need no second look.
  const plainFlags = memories > 0 ? 0x20 : 0;
  const memarg = (): void => {
    const flagsAt = at;
    if (bytes[at++]! >= plainFlags) {
      at = flagsAt;
      const flags = u32();
      if (flags & ~0x5f) throw unknown(`a memarg of flags ${flags}`, flagsAt);
      useMemory(flags & 0x40 ? u32() : 0);
    }
    leb();
  };

  body.calls = false;
  body.loopCount = 0;
  body.waits = [];
  for (let groups = count(); groups > 0; groups--) {
    leb();
    valueType();
  }
  body.entry = at;
  while (at < end) {
    const opcodeAt = at;
    const opcode = bytes[at++]!;
    seen[opcode] = 1;
    switch (opcodeImmediates[opcode]) {
      case immediate.none:
        break;
      case immediate.leb:
        leb();
        break;
      case immediate.memarg:
        memarg();
        break;
      case immediate.call:
        body.calls = true;
        leb();
        break;
      case immediate.callIndirect:
        body.calls = true;
        leb();
        leb();
        break;
      case immediate.blockType:
        valueType();
        break;
      case immediate.loop:
        valueType();
        if (body.loopCount === body.loops.length) {
          const grown = new Uint32Array(2 * body.loopCount);
          grown.set(body.loops);
          body.loops = grown;
        }
        body.loops[body.loopCount++] = at;
        break;
      case immediate.bytes4:
        at += 4;
        break;
      case immediate.bytes8:
        at += 8;
        break;
      case immediate.labels:
        for (let left = count(); left >= 0; left--) leb();
        break;
      case immediate.types:
        for (let left = count(); left > 0; left--) valueType();
        break;
      case immediate.tryTable:
        valueType();
        for (let left = count(); left > 0; left--) {
          if (bytes[at++]! < 2) leb(); // the tag, unless it catches all
          leb();
        }
        break;
      case immediate.prefix:
        prefixed(opcode, opcodeAt);
        break;
      default:
        throw unknown(`the opcode 0x${opcode.toString(16)}`, opcodeAt);
    }
  }
  if (at !== end) {
    throw new WasmFormatError("malformed", "an instruction cut off", end);
  }

  function prefixed(prefix: number, opcodeAt: number): void {
    const opcode = u32();
    if (opcode < PREFIXED) seen[opcodeNumber(prefix, opcode)] = 1;
    const name = () => `the opcode 0x${prefix.toString(16)} ${opcode}`;
    if (prefix === 0xfd) {
      if (opcode > LAST_SIMD) throw unknown(name(), opcodeAt);
      const { memarg: hasMemarg, bytes } = simdImmediate(opcode);
      if (hasMemarg) memarg();
      at += bytes;
    } else if (prefix === 0xfe) {
      atomicAccess(opcode, name, opcodeAt);
    } else if (prefix === 0xfc) {
      const integers = bulkIntegers[opcode];
      if (integers === undefined) throw unknown(name(), opcodeAt);
      switch (opcode) {
        case bulk.memoryInit:
          leb();
          memory();
          break;
        case bulk.memoryCopy:
          memory();
          memory();
          break;
        case bulk.memoryFill:
          memory();
          break;
        default:
          for (let left = integers; left > 0; left--) leb();
      }
    } else {
      const integers = gcIntegers[opcode];
      if (integers === undefined) throw unknown(name(), opcodeAt);
      if (opcode === BR_ON_CAST || opcode === BR_ON_CAST_FAIL) at++;
      for (let left = integers; left > 0; left--) leb();
    }
  }

  function atomicAccess(
    opcode: number,
    name: () => string,
    opcodeAt: number,
  ): void {
    if (opcode === atomic.fence) {
      at++;
      return;
    }
    const isAccess = opcode <= atomic.wait64 ||
      (opcode >= atomic.firstAccess && opcode <= atomic.lastAccess);
    if (!isAccess) throw unknown(name(), opcodeAt);
    const memargAt = at;
    lastMemory = 0;
    memarg();
    if (opcode !== atomic.wait32 && opcode !== atomic.wait64) return;
    body.waits.push({
      start: opcodeAt,
      end: at,
      is64: opcode === atomic.wait64,
      memory: lastMemory,
      memarg: bytes.subarray(memargAt, at),
    });
  }

  function unknown(what: string, offset: number): WasmFormatError {
    return new WasmFormatError("unknown-opcode", what, offset);
  }
}
