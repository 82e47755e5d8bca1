// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  kindOf,
  wasiFunctions,
  type WasiKind,
  wasiKinds,
  type WasiName,
  type WasiResult,
  type WasiSignature,
} from "../abi/wasi_functions.ts";
import type { WasiFunction } from "./functions.ts";
import { errno } from "./errno.ts";
import type { GuestMemory } from "./guest_memory.ts";
import { right } from "./rights.ts";

/**
 * Receives one line for each call of the guest, such as
 * `path_open(3, 0, "a.txt", CREAT, FD_WRITE, 0, 0) = SUCCESS 4`. It cannot be async,
 * since the guest does not wait.
 */
export type TraceSink = (line: string) => void;

/** The names of numbers. */
const enumerations: Partial<Record<WasiKind, readonly string[]>> = {
  clockid: ["REALTIME", "MONOTONIC", "PROCESS_CPUTIME", "THREAD_CPUTIME"],
  advice: [
    ...["NORMAL", "SEQUENTIAL", "RANDOM", "WILLNEED", "DONTNEED", "NOREUSE"],
  ],
  whence: ["SET", "CUR", "END"],
};

/** The names of bits, the lowest first. */
const flags: Partial<Record<WasiKind, readonly string[]>> = {
  fdflags: ["APPEND", "DSYNC", "NONBLOCK", "RSYNC", "SYNC"],
  fstflags: ["ATIM", "ATIM_NOW", "MTIM", "MTIM_NOW"],
  lookupflags: ["SYMLINK_FOLLOW"],
  oflags: ["CREAT", "DIRECTORY", "EXCL", "TRUNC"],
  rights: Object.keys(right).map((name) =>
    name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()
  ),
};

const errorNames: Record<number, string> = Object.fromEntries(
  Object.entries(errno).map(([name, code]) => [code, name]),
);

/** What an async function rejects with would be nobody's, and end the process. */
function assertSync(answer: unknown): void {
  if (!(answer instanceof Promise)) return;
  answer.catch(() => {});
  throw new TypeError(
    "Cannot use `trace`: received a function that is async; give one that is not",
  );
}

/** Wraps a function so that `sink` receives each call, in the style of `strace`. */
export function trace(
  name: WasiName,
  call: WasiFunction,
  memory: GuestMemory,
  sink: TraceSink,
): WasiFunction {
  const { params, results = [] }: WasiSignature = wasiFunctions[name];
  // A record is too large for a line; no function returns a number as well.
  const records = results.filter(isRecord).map(() => "pointer" as const);
  const taken = [...params.map(kindOf), ...records];
  const answered = results.filter((kind) => !isRecord(kind));
  const takes = taken.flatMap((kind) => wasiKinds[kind]).length;
  return (...args) => {
    memory.refresh();
    // Those that the call reads: another thread may change them at any time.
    const paths: string[] = [];
    memory.paths = paths;
    let ending = "?";
    try {
      const code = call(...args);
      ending = errorNames[code] ?? `${code}`;
      if (code === errno.SUCCESS) {
        for (const [i, kind] of answered.entries()) {
          const at = args[takes + i] >>> 0;
          const isWide = kind === "filesize" || kind === "timestamp";
          ending += ` ${isWide ? memory.u64(at) : memory.u32(at)}`;
        }
      }
      return code;
    } finally {
      memory.paths = undefined;
      const shown = showAll(taken, args, memory, paths).join(", ");
      assertSync(sink(`${name}(${shown}) = ${ending}`));
    }
  };
}

function isRecord(kind: WasiResult): boolean {
  return kind === "fdstat" || kind === "filestat" || kind === "prestat";
}

function showAll(
  kinds: readonly WasiKind[],
  args: readonly (number | bigint)[],
  memory: GuestMemory,
  paths: string[],
): string[] {
  let at = 0;
  return kinds.map((kind) => {
    const value = unsigned(args[at++]!);
    if (wasiKinds[kind].length === 1) return show(kind, value);
    const [pointer, length] = [Number(value), Number(unsigned(args[at++]!))];
    return kind === "string"
      ? showString(pointer, length, memory, paths.shift())
      : `${show("pointer", pointer)}, ${length}`;
  });
}

function unsigned(value: number | bigint): number | bigint {
  return typeof value === "number" ? value >>> 0 : value;
}

function show(kind: WasiKind, value: number | bigint): string {
  if (kind === "pointer") return `0x${value.toString(16)}`;
  if (kind === "filedelta") return `${value}`;
  const bits = BigInt.asUintN(64, BigInt(value));
  const names = flags[kind];
  if (names) return showFlags(names, bits);
  return enumerations[kind]?.[Number(bits)] ?? `${bits}`;
}

function showFlags(names: readonly string[], bits: bigint): string {
  const shown = names.filter((_, i) => bits >> BigInt(i) & 1n);
  const rest = bits >> BigInt(names.length) << BigInt(names.length);
  if (rest !== 0n) shown.push(`0x${rest.toString(16)}`);
  return shown.join("|") || "0";
}

function showString(
  pointer: number,
  length: number,
  memory: GuestMemory,
  read: string | undefined,
): string {
  try {
    // A call that failed before has read none.
    return JSON.stringify(read ?? memory.path(pointer, length));
  } catch {
    return `0x${pointer.toString(16)}[${length}]`;
  }
}
