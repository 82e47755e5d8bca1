// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

const PACKET = 188;

/** Where services are described. */
const SDT_PID = 0x11;

/**
 * A transport stream whose service has another name: bytes as DVB writes them,
 * which a muxer would not. The provider's name is one letter.
 */
export function withServiceName(
  stream: Uint8Array,
  name: readonly number[],
): Uint8Array {
  const changed = stream.slice();
  for (let at = 0; at + PACKET <= changed.length; at += PACKET) {
    const packet = changed.subarray(at, at + PACKET);
    if (((packet[1]! & 0x1f) << 8 | packet[2]!) !== SDT_PID) continue;
    const section = packet.subarray(5 + packet[4]!);
    // One service with one descriptor, 0x48: its type, the provider, the name.
    const descriptor = [0x48, 4 + name.length, 1, 1, 0x50];
    descriptor.push(name.length, ...name);
    const body = [
      ...section.subarray(0, 14),
      section[14]! & 0xf0,
      descriptor.length,
      ...descriptor,
    ];
    const length = body.length - 3 + 4;
    body[1] = body[1]! & 0xf0 | length >> 8;
    body[2] = length & 0xff;
    section.fill(0xff);
    section.set([...body, ...crc32(body)]);
  }
  return changed;
}

/** The checksum of a section, as MPEG computes it. */
function crc32(bytes: readonly number[]): number[] {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
    }
  }
  return [crc >>> 24, crc >>> 16 & 255, crc >>> 8 & 255, crc & 255];
}
