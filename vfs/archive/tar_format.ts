// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The headers of tar: ustar, with the extensions of POSIX (pax) and of GNU for long
 * names and large numbers.
 *
 * @module
 */

/** The size of a header, and what contents are padded to. */
export const TAR_BLOCK = 512;

/** What a header says. */
export interface TarHeader {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  /** The target of a link. */
  readonly target: string;
}

/** What the keys of sparse files begin with, and what stands for all of these. */
const SPARSE = "GNU.sparse.";

/** The keys of pax that are of use here; others are not kept. */
const known: ReadonlySet<string> = new Set([
  ...["path", "linkpath", "size", "uid", "gid", "mtime", SPARSE],
]);

/** The number of a user or a group that owns nothing. */
const NOBODY = 65_534;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Reads a header; `undefined` for a block of zeros, and a text if it is broken. */
export function readTarHeader(
  block: Uint8Array,
): TarHeader | string | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const stated = octal(block.subarray(148, 156));
  if (stated !== checksum(block)) return "a header has a wrong checksum";
  const isUstar = text(block.subarray(257, 262)) === "ustar";
  // GNU has other fields where POSIX has a prefix.
  const isPosix = isUstar && block[262] === 0;
  const prefix = isPosix ? text(block.subarray(345, 500)) : "";
  const name = text(block.subarray(0, 100));
  const header = {
    name: prefix === "" ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156]! || 0x30),
    size: octal(block.subarray(124, 136)),
    mode: octal(block.subarray(100, 108)) & 0o7777,
    uid: ownerOf(octal(block.subarray(108, 116))),
    gid: ownerOf(octal(block.subarray(116, 124))),
    mtime: octal(block.subarray(136, 148)),
    target: text(block.subarray(157, 257)),
  };
  const { mtime, ...rest } = header;
  const isRight = [header.size, header.mode, header.uid, header.gid, mtime]
    .every((value) => Number.isSafeInteger(value)) && header.size >= 0;
  if (!isRight) return "a header has a wrong number";
  return { ...rest, mtimeNs: BigInt(mtime) * 1_000_000_000n };
}

/** Who a negative number stands for: nobody. */
function ownerOf(id: number): number {
  return id < 0 ? NOBODY : id;
}

/** Applies the records of a pax header; a text if they are broken. */
export function withPax(
  header: TarHeader,
  records: ReadonlyMap<string, string>,
): TarHeader | string {
  if (records.size === 0) return header;
  if (records.has(SPARSE)) return { ...header, type: "S" };
  const size = Number(records.get("size") ?? header.size);
  const uid = Number(records.get("uid") ?? header.uid);
  const gid = Number(records.get("gid") ?? header.gid);
  const mtimeNs = records.has("mtime")
    ? nanoseconds(records.get("mtime")!)
    : header.mtimeNs;
  const numbers = [size, uid, gid];
  const isRight = numbers.every((value) =>
    Number.isSafeInteger(value) && value >= 0
  );
  if (!isRight || mtimeNs === undefined) {
    return "a pax header has a wrong number";
  }
  return {
    ...header,
    ...{ size, uid, gid, mtimeNs },
    name: records.get("path") ?? header.name,
    target: records.get("linkpath") ?? header.target,
  };
}

/**
 * Reads the records of a pax header: "LENGTH KEY=VALUE\n". An empty value takes the
 * record back. A text if the header is broken.
 */
export function readPax(bytes: Uint8Array): Map<string, string> | string {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(
      decoder.decode(bytes.subarray(at, Math.min(space, at + 20))),
    );
    const end = at + length;
    const isRight = space > at && Number.isSafeInteger(length) &&
      end > space && end <= bytes.length && bytes[end - 1] === 0x0a;
    const equals = bytes.indexOf(0x3d, space);
    if (!isRight || equals < 0 || equals >= end) {
      return "a pax header has a wrong record";
    }
    const key = decoder.decode(bytes.subarray(space + 1, equals));
    const value = decoder.decode(bytes.subarray(equals + 1, end - 1));
    const name = key.startsWith(SPARSE) ? SPARSE : key;
    // Others are of no use here, and there may be many.
    if (known.has(name)) records.set(name, value);
    at = end;
  }
  return records;
}

/** The records as those of a later header change them. */
export function mergePax(
  records: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (changes.size === 0) return records;
  const merged = new Map(records);
  for (const [name, value] of changes) {
    if (value === "") merged.delete(name);
    else merged.set(name, value);
  }
  return merged;
}

/** The blocks of a header, with a pax header before it where ustar has no room. */
export function writeTarHeader(header: TarHeader): Uint8Array<ArrayBuffer> {
  const { name, target, size, uid, gid, mtimeNs } = header;
  const seconds = mtimeNs / 1_000_000_000n;
  const records: [key: string, value: string][] = [];
  const nameBytes = encoder.encode(name);
  const targetBytes = encoder.encode(target);
  if (nameBytes.length > 100) records.push(["path", name]);
  if (targetBytes.length > 100) records.push(["linkpath", target]);
  if (size >= 8 ** 11) records.push(["size", `${size}`]);
  if (uid >= 8 ** 7) records.push(["uid", `${uid}`]);
  if (gid >= 8 ** 7) records.push(["gid", `${gid}`]);
  const hasSeconds = seconds >= 0n && seconds < 8n ** 11n;
  if (!hasSeconds || mtimeNs % 1_000_000_000n !== 0n) {
    records.push(["mtime", decimal(mtimeNs)]);
  }
  const main = block(header, nameBytes, hasSeconds ? Number(seconds) : 0);
  if (records.length === 0) return main;
  const pax = encoder.encode(
    records.map(([key, value]) => record(key, value)).join(""),
  );
  const extra = { ...header, type: "x", size: pax.length, target: "" };
  const first = block(extra, encoder.encode("PaxHeader"), 0);
  const padded = Math.ceil(pax.length / TAR_BLOCK) * TAR_BLOCK;
  const all = new Uint8Array(first.length + padded + main.length);
  all.set(first);
  all.set(pax, first.length);
  all.set(main, first.length + padded);
  return all;
}

function block(
  { type, size, mode, uid, gid, target }: TarHeader,
  name: Uint8Array,
  seconds: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TAR_BLOCK);
  const put = (at: number, value: string) =>
    bytes.set(encoder.encode(value), at);
  const digits = (value: number, count: number) =>
    (value < 8 ** count ? value : 0).toString(8).padStart(count, "0");
  bytes.set(name.subarray(0, 100));
  put(100, `${digits(mode, 7)}\0${digits(uid, 7)}\0${digits(gid, 7)}\0`);
  put(124, `${digits(size, 11)}\0${digits(seconds, 11)}\0`);
  put(156, type);
  bytes.set(encoder.encode(target).subarray(0, 100), 157);
  put(257, "ustar\0" + "00");
  put(148, `${digits(checksum(bytes), 6)}\0 `);
  return bytes;
}

/** A record that states its own length. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = encoder.encode(rest).length;
  const digits = `${length}`.length;
  const total = length + digits;
  return `${`${total}`.length > digits ? total + 1 : total}${rest}`;
}

/** The sum of all bytes, where those of the sum itself count as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (const [i, byte] of block.entries()) if (i < 148 || i >= 156) sum += byte;
  return sum;
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** A number in octal digits or, for GNU, in base 256; NaN if it is none. */
function octal(bytes: Uint8Array): number {
  if (bytes[0]! & 0x80) {
    let value = 0n;
    for (const byte of bytes) value = value << 8n | BigInt(byte);
    const bits = BigInt(bytes.length * 8);
    // The first bit is a mark; the next one is the sign.
    return Number(
      bytes[0]! & 0x40
        ? BigInt.asIntN(Number(bits), value)
        : BigInt.asUintN(Number(bits) - 1, value),
    );
  }
  const digits = text(bytes).trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
}

/** A number of seconds with a fraction. */
function nanoseconds(value: string): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(value);
  if (!match) return undefined;
  const [, sign, seconds, fraction = ""] = match;
  const ns = BigInt(seconds!) * 1_000_000_000n +
    BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return sign ? -ns : ns;
}

function decimal(ns: bigint): string {
  const absolute = ns < 0n ? -ns : ns;
  const seconds = absolute / 1_000_000_000n;
  const fraction = `${absolute % 1_000_000_000n}`.padStart(9, "0");
  return `${ns < 0n ? "-" : ""}${seconds}.${fraction}`;
}
