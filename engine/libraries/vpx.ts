// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { addSimd, simdFilesOf } from "../simd.ts";
import { listKernels } from "../simd_vpx.ts";
import { llvm, setjmpFlags, targetFlags } from "../toolchain.ts";
import { cFlags, make } from "../workshop.ts";
import type { Library } from "./library.ts";

/** Encodes VP8 and VP9, and decodes them with their alpha. */
export const vpx: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libvpx"],
  components: {
    encoder: "libvpx_vp8 libvpx_vp9",
    decoder: "libvpx_vp8 libvpx_vp9",
  },
  archives: ["-lvpx"],
  simdFiles: simdFilesOf("vpx"),
  needs: ["sse"],
  async build(workshop, threads) {
    const { work, cwd, step, simd } = workshop;
    if (simd) await addSimd("vpx", cwd, workshop);
    await step.run("./configure", [
      ...["--target=generic-gnu", "--prefix=/prefix"],
      ...["--enable-static", "--enable-vp9-highbitdepth"],
      ...["examples", "tools", "docs", "unit-tests", "webm-io", "libyuv"]
        .map((part) => `--disable-${part}`),
      ...(threads === "real" ? [] : ["--disable-multithread"]),
      ...["runtime-cpu-detect", "install-bins", "install-srcs"]
        .map((feature) => `--disable-${feature}`),
      `--extra-cflags=${[...cFlags, ...setjmpFlags].join(" ")}`,
    ], {
      cwd,
      // Only a part that is left out here needs a real compiler of C++.
      env: {
        ...llvm,
        CXX: llvm.CC,
        LD: llvm.CC,
        LDFLAGS: targetFlags.join(" "),
      },
    });
    if (simd) await listKernels(cwd, workshop);
    const part = ["target=libs", "RC_RTC_SRCS="];
    await make(workshop, cwd, part);
    await make(workshop, cwd, [...part, "install", `DESTDIR=${work}`]);
  },
};
