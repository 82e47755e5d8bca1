// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "../edit.ts";
import { addSimd, SIMD_INCLUDE, simdFilesOf } from "../simd.ts";
import { llvm } from "../toolchain.ts";
import { sources } from "../versions.ts";
import { cFlags, make } from "../workshop.ts";
import type { Library } from "./library.ts";

/** Encodes H.264, with 8 and 10 bits. */
export const x264: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-libx264"],
  components: { encoder: "libx264 libx264rgb" },
  archives: ["-lx264"],
  simdFiles: simdFilesOf("x264"),
  needs: [],
  async build(workshop) {
    const { work, steps, simd } = workshop;
    const cwd = join(work, sources.x264.folder);
    const flags = [...cFlags, `-I${SIMD_INCLUDE}`];
    if (simd) await addSimd("x264", cwd, workshop);
    await editFiles(cwd, {
      "encoder/encoder.c": [[
        "not compiled with thread support!",
        "encodes in one thread: a number of threads has no effect",
        1,
      ]],
    });
    await steps.run("./configure", [
      ...["--host=wasm32-unknown-linux", "--prefix=/prefix"],
      ...["--enable-static", "--disable-cli"],
      ...(simd ? [] : ["--disable-asm"]),
      ...["--disable-thread", "--disable-opencl", "--bit-depth=all"],
      ...["avs", "swscale", "lavf", "ffms", "gpac", "lsmash"]
        .map((library) => `--disable-${library}`),
      // Every allocator of wasi-libc aligns; it only lacks this old name.
      `--extra-cflags=${[...flags, "-Dmemalign=aligned_alloc"].join(" ")}`,
    ], { cwd, env: llvm });
    await make(workshop, cwd, ["lib-static"]);
    await steps.run("make", ["install-lib-static", `DESTDIR=${work}`], { cwd });
  },
};
