// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Random } from "../support/random.ts";
import { type Container, type Part, write } from "./containers/container.ts";

/** A part, and the list that it is in. */
interface Place {
  readonly part: Part;
  readonly siblings: Part[];
}

function allPlaces(siblings: Part[]): Place[] {
  return siblings.flatMap((part) => [
    { part, siblings },
    ...(part.content instanceof Uint8Array ? [] : allPlaces(part.content)),
  ]);
}

function copyOf(part: Part): Part {
  return structuredClone(part);
}

/** Numbers that parsers trip over. */
const numbers = [
  ...[0, 1, 7, 8, 9, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff],
  ...[0x80000000, 0xfffffff8, 0x10000, 0x1000000],
];

/** Overwrites a few bytes with a number, or flips their bits. */
function damage(bytes: Uint8Array, random: Random): void {
  if (bytes.length === 0) return;
  const at = random.below(bytes.length);
  if (random.below(2) === 0) {
    bytes[at]! ^= 1 << random.below(8);
    return;
  }
  const number = random.pick(numbers);
  const isLittle = random.below(2) === 0;
  const count = Math.min(random.pick([1, 2, 4]), bytes.length - at);
  for (let i = 0; i < count; i++) {
    bytes[at + i] = number >>> 8 * (isLittle ? i : count - 1 - i);
  }
}

type Mutation = (place: Place, other: Place, random: Random) => void;

/** What is done to parts: their file stays one of parts, of the right sizes. */
const mutations: readonly Mutation[] = [
  function remove({ part, siblings }) {
    siblings.splice(siblings.indexOf(part), 1);
  },
  function double({ part, siblings }) {
    siblings.splice(siblings.indexOf(part), 0, copyOf(part));
  },
  function exchange(one, other) {
    const part = copyOf(one.part);
    Object.assign(one.part, copyOf(other.part));
    Object.assign(other.part, part);
  },
  function putInto({ part }, { part: holder }) {
    if (holder.content instanceof Uint8Array) return;
    holder.content.push(copyOf(part));
  },
  function rename({ part }, other) {
    part.name = other.part.name.slice();
  },
  function lie({ part }, _, random) {
    part.claimed = random.pick(numbers);
  },
  function damageContent({ part }, _, random) {
    if (part.content instanceof Uint8Array) damage(part.content, random);
    else damage(part.prefix, random);
  },
  function damageStart({ part }, _, random) {
    if (part.content instanceof Uint8Array) {
      damage(part.content.subarray(0, 24), random);
    } else damage(part.prefix, random);
  },
  function damageHeader({ part }, _, random) {
    damage(random.below(2) === 0 ? part.name : part.prefix, random);
  },
  function shorten({ part }, _, random) {
    part.content = part.content.slice(0, random.below(part.content.length + 1));
  },
];

/** The file `bytes` with a few of its parts moved, removed, renamed and damaged. */
export function mutate(
  container: Container,
  bytes: Uint8Array,
  random: Random,
): Uint8Array {
  const parts = container.parse(bytes);
  for (let count = 1 + random.below(4); count > 0; count--) {
    const places = allPlaces(parts);
    if (places.length === 0) break;
    const mutation = random.pick(mutations);
    mutation(random.pick(places), random.pick(places), random);
  }
  return write(container, parts);
}
