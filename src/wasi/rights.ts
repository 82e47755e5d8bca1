// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The rights of a descriptor: one bit each, as the standard numbers them. */
export const right = {
  fdDatasync: 0x1,
  fdRead: 0x2,
  fdSeek: 0x4,
  fdFdstatSetFlags: 0x8,
  fdSync: 0x10,
  fdTell: 0x20,
  fdWrite: 0x40,
  fdAdvise: 0x80,
  fdAllocate: 0x100,
  pathCreateDirectory: 0x200,
  pathCreateFile: 0x400,
  pathLinkSource: 0x800,
  pathLinkTarget: 0x1000,
  pathOpen: 0x2000,
  fdReaddir: 0x4000,
  pathReadlink: 0x8000,
  pathRenameSource: 0x10000,
  pathRenameTarget: 0x20000,
  pathFilestatGet: 0x40000,
  pathFilestatSetSize: 0x80000,
  pathFilestatSetTimes: 0x100000,
  fdFilestatGet: 0x200000,
  fdFilestatSetSize: 0x400000,
  fdFilestatSetTimes: 0x800000,
  pathSymlink: 0x1000000,
  pathRemoveDirectory: 0x2000000,
  pathUnlinkFile: 0x4000000,
  pollFdReadwrite: 0x8000000,
} as const;

/** All rights that a file can have. */
export const FILE_RIGHTS: number = right.fdDatasync | right.fdRead |
  right.fdSeek | right.fdFdstatSetFlags | right.fdSync | right.fdTell |
  right.fdWrite | right.fdAdvise | right.fdAllocate | right.fdFilestatGet |
  right.fdFilestatSetSize | right.fdFilestatSetTimes | right.pollFdReadwrite;

/** All rights that a directory can have. */
export const DIRECTORY_RIGHTS: number = right.fdFdstatSetFlags | right.fdSync |
  right.fdDatasync | right.fdRead | right.pathCreateDirectory |
  right.pathCreateFile |
  right.pathLinkSource | right.pathLinkTarget | right.pathOpen |
  right.fdReaddir | right.pathReadlink | right.pathRenameSource |
  right.pathRenameTarget | right.pathFilestatGet | right.pathFilestatSetSize |
  right.pathFilestatSetTimes | right.fdFilestatGet | right.fdFilestatSetTimes |
  right.pathSymlink | right.pathRemoveDirectory | right.pathUnlinkFile |
  right.pollFdReadwrite;

/** The rights of every stream, whichever its direction. */
export const STREAM_RIGHTS: number = right.fdFdstatSetFlags |
  right.fdFilestatGet | right.pollFdReadwrite;

/** The rights in a 64-bit argument, without unknown ones. */
export function rightsOf(bits: bigint): number {
  return Number(BigInt.asUintN(28, bits));
}
