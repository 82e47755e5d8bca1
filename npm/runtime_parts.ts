// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EngineDescription } from "../engine/describe.ts";
import { libraryNames } from "../engine/libraries.ts";
import type { LibraryName } from "../engine/versions.ts";

/** What the compiler links into a program by itself, from a package of Debian. */
export interface RuntimePart {
  /** The name of the package. */
  readonly name: string;
  /** An expression of SPDX. */
  readonly license: string;
  /** Its archives and objects, of which programs contain some. */
  readonly files: readonly string[];
  /**
   * The library with which an engine has it.
   *
   * @default every engine has it
   */
  readonly with?: LibraryName;
}

/** The licences of wasi-libc's source, as Debian lists them. */
const LIBC_LICENSE =
  "CC0-1.0 AND MIT AND BSD-2-Clause AND BSD-3-Clause AND ISC";

const llvm = "Apache-2.0 WITH LLVM-exception";

/** All that there may be in an engine. */
const all: readonly RuntimePart[] = [
  {
    name: "wasi-libc",
    license: LIBC_LICENSE,
    files: [
      ...["crt1-command.o", "crt1.o", "libc.a", "libm.a"],
      ...["process-clocks", "signal", "getpid"]
        .map((name) => `libwasi-emulated-${name}.a`),
    ],
  },
  {
    name: "libclang-rt-19-dev-wasm32",
    license: llvm,
    files: ["libclang_rt.builtins-wasm32.a"],
  },
  {
    name: "libc++-19-dev-wasm32",
    license: llvm,
    files: ["libc++.a"],
    with: "cxx",
  },
];

/** What an engine has of them. */
export function runtimePartsOf(
  { variant }: Pick<EngineDescription, "variant">,
): RuntimePart[] {
  const names = libraryNames({ variant });
  return all.filter((part) => !part.with || names.includes(part.with));
}
