// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { componentLists, namesOf } from "./components.ts";

/** The kinds of components whose objects are told apart, as Makefiles name them. */
const kinds = { DECODER: "decoder", ENCODER: "encoder" } as const;

/** What is not in common use, but heavy where it is. */
const heavy =
  "exr dpx psd sgi cfhd magicyuv dirac vc2 hap dxv aptx aptx_hd sbc";

/** The decoders and encoders that must be fast: those of the lean engines, and heavy ones. */
const common = Object.fromEntries(
  Object.entries(kinds).map(([suffix, kind]) => [
    suffix,
    namesOf(`${componentLists.lean[kind]} ${heavy}`).map((name) =>
      new RegExp(`^${name.toUpperCase().replaceAll("*", ".*")}$`)
    ),
  ]),
);

/**
 * Lines for a makefile, by which what hardly anybody uses, and what takes no time, is
 * compiled to be small.
 *
 * @param makefile FFmpeg's `libavcodec/Makefile`.
 */
export function sizeRules(makefile: string): string {
  const rare = rareObjects(makefile).map((name) => `libavcodec/${name}`);
  const cheap = ["libavcodec/vvc", "libavdevice", "libavformat", "fftools"]
    .map((folder) => `${folder}/%.o`);
  return `${rare.join(" ")}: CFLAGS += -Oz\n` +
    `${cheap.join(" ")}: CFLAGS += -Os\n`;
}

/**
 * The objects that only decoders and encoders consist of that hardly anybody uses, by
 * FFmpeg's `Makefile` for a library: its lines say which object belongs to what.
 */
export function rareObjects(makefile: string): string[] {
  const isRare = new Map<string, boolean>();
  const lines = makefile.replaceAll("\\\n", " ").matchAll(
    /^OBJS(?:-\$\((?:CONFIG_)?(\w+)\))?\s*\+?=(.*)$/gm,
  );
  for (const [, owner = "", objects] of lines) {
    for (const [object] of objects!.matchAll(/\S+\.o\b/g)) {
      isRare.set(object, (isRare.get(object) ?? true) && isRareOwner(owner));
    }
  }
  return [...isRare].filter(([, rare]) => rare).map(([object]) => object);
}

/** Whether what an object belongs to, such as `AAC_DECODER`, is rare; shared parts are not. */
function isRareOwner(owner: string): boolean {
  const [, name, suffix] = /^(\w+)_(DECODER|ENCODER)$/.exec(owner) ?? [];
  return suffix !== undefined &&
    !common[suffix]!.some((pattern) => pattern.test(name!));
}
