// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sources } from "../versions.ts";
import { copy, THREADS_INCLUDE } from "../workshop.ts";
import { compileArchive, filesIn, writePkgConfig } from "./compile.ts";
import { noThrowFlags } from "./cxx.ts";
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
  // Its threads need ours.
  since: 7.1,
  options: ["--enable-libopenh264"],
  components: { encoder: "libopenh264" },
  archives: ["-lopenh264"],
  simdFiles: [],
  files: [
    ...["libraries/compile.ts", "libraries/cxx.ts"],
    "threads/include/pthread.h",
  ],
  needs: ["cxx"],
  async build(workshop) {
    const { work } = workshop;
    const { folder } = sources.openh264;
    const cwd = join(work, folder);
    const files = await filesIn(cwd, folders, ".cpp");
    await compileArchive(workshop, cwd, "libopenh264.a", [{
      files: files.filter((name) => !name.endsWith("/DllEntry.cpp")),
      flags: [
        ...[...noThrowFlags, "-std=gnu++11", "-fno-rtti", "-w"],
        ...[`-I${THREADS_INCLUDE}`, ...includes],
        // That is, with threads that have no priorities, and without sysctl.
        "-D__Fuchsia__",
      ],
    }]);
    for (const name of await filesIn(cwd, ["codec/api/wels"], ".h")) {
      const header = name.slice("codec/api/".length);
      await copy(join(cwd, name), join(work, "prefix/include", header));
    }
    const version = /[\d.]+$/.exec(folder.replace(/\+dfsg$/, ""))![0];
    await writePkgConfig(workshop, "openh264", version, [
      ...["-lopenh264", "-lcxxabi", "-lc++"],
    ]);
  },
};
