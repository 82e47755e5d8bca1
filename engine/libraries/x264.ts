// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Edit, editFiles } from "../edit.ts";
import { addSimd, SIMD_INCLUDE, simdFilesOf } from "../simd.ts";
import { llvm } from "../toolchain.ts";
import { cFlags, make } from "../workshop.ts";
import type { Library } from "./library.ts";

/** What it says where threads take turns: then it has none. */
const inTurns: Readonly<Record<string, readonly Edit[]>> = {
  "encoder/encoder.c": [[
    "not compiled with thread support!",
    "encodes in one thread: a number of threads has no effect",
    1,
  ]],
};

/** WebAssembly calls no function by a pointer to one that returns something else. */
const sideBySide: Readonly<Record<string, readonly Edit[]>> = {
  "encoder/slicetype.c": [
    [
      /^static void (slicetype_slice_cost\(.*?)^\}/ms,
      "static void *$1    return NULL;\n}",
      1,
    ],
  ],
};

/** Encodes H.264, with 8 and 10 bits. */
export const x264: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-libx264"],
  components: { encoder: "libx264 libx264rgb" },
  archives: ["-lx264"],
  simdFiles: simdFilesOf("x264"),
  needs: [],
  async build(workshop, threads) {
    const { work, cwd, step, simd } = workshop;
    const flags = [...cFlags, `-I${SIMD_INCLUDE}`];
    if (simd) await addSimd("x264", cwd, workshop);
    await editFiles(cwd, threads === "real" ? sideBySide : inTurns);
    await step.run("./configure", [
      ...["--host=wasm32-unknown-linux", "--prefix=/prefix"],
      ...["--enable-static", "--disable-cli"],
      ...(simd ? [] : ["--disable-asm"]),
      ...(threads === "real" ? [] : ["--disable-thread"]),
      ...["--disable-opencl", "--bit-depth=all"],
      ...["avs", "swscale", "lavf", "ffms", "gpac", "lsmash"]
        .map((library) => `--disable-${library}`),
      // Every allocator of wasi-libc aligns; it only lacks this old name.
      `--extra-cflags=${[...flags, "-Dmemalign=aligned_alloc"].join(" ")}`,
    ], { cwd, env: llvm });
    await make(workshop, cwd, ["lib-static"]);
    await make(workshop, cwd, ["install-lib-static", `DESTDIR=${work}`]);
  },
};
