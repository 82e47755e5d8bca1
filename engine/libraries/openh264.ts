// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { THREADS_INCLUDE } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
} from "./archive.ts";
import { noThrowFlags } from "./cxx.ts";
import { editFiles } from "../edit.ts";
import type { Library } from "./library.ts";

const processing = [
  ...["adaptivequantization", "backgrounddetection", "common"],
  ...["complexityanalysis", "denoise", "downsample", "imagerotate"],
  ...["scenechangedetection", "scrolldetection", "vaacalc"],
].map((name) => `processing/src/${name}`);

/** The decoder is left out: FFmpeg's own is better. */
const folders = [
  ...["common/src", "encoder/core/src", "encoder/plus/src", ...processing],
].map((name) => `codec/${name}`);

const includes = [
  ...["codec/api/wels", "codec/processing/interface"],
  ...folders.map((name) => name.replace(/\/src$/, "/inc")),
].map((name) => `-I${name}`);

/**
 * Encodes H.264 under a licence that is not the GPL. The patents of H.264 are another
 * matter: Cisco pays for its own binaries of this library only.
 */
export const openh264: Library = {
  license: "BSD-2-Clause",
  options: ["--enable-libopenh264"],
  components: { encoder: "libopenh264" },
  archives: ["-lopenh264"],
  simdFiles: [],
  files: [
    ...["edit.ts", "libraries/cxx.ts"],
    "threads/include/pthread.h",
  ],
  needs: ["cxx"],
  async build(workshop) {
    const { cwd, version } = workshop;
    // C declares this method with one parameter less than C++, and WebAssembly calls no
    // function by another type: forced key frames trapped. FFmpeg calls it from C.
    await editFiles(cwd, {
      "codec/api/wels/codec_api.h codec/encoder/plus/inc/welsEncoderExt.h": [
        [/(ForceIntraFrame \(bool bIDR), ?int\w* iLayerId = -1/, "$1", 2],
      ],
      "codec/encoder/plus/src/welsEncoderExt.cpp": [
        [
          "ForceIntraFrame (bool bIDR, int iLayerId) {",
          "ForceIntraFrame (bool bIDR) {\n  const int iLayerId = -1;",
          1,
        ],
      ],
    });
    const files = await filesIn(cwd, folders, ".cpp");
    await buildArchive(workshop, "libopenh264.a", {
      files: files.filter((name) => !name.endsWith("/DllEntry.cpp")),
      flags: [
        ...[...noThrowFlags, "-std=gnu++11", "-fno-rtti", "-w"],
        ...[`-I${THREADS_INCLUDE}`, ...includes],
        // That is, with threads that have no priorities, and without sysctl.
        "-D__Fuchsia__",
      ],
    });
    await installHeaders(workshop, "codec/api/wels", "wels");
    await installPackage(workshop, {
      name: "openh264",
      version,
      libs: "-lopenh264 -lcxxabi -lc++",
    });
  },
};
