// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { addSimd, simdFilesOf } from "../simd.ts";
import { kernelFlags, kernelFolders, leftOut } from "../simd_svtav1.ts";
import { THREADS_INCLUDE } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Threads have no priorities. */
const edits: Readonly<Record<string, Edit[]>> = {
  "Source/Lib/Codec/svt_threads.c": [
    [
      /^(static void check_set_prio\(void\) \{\n).*?^\}/ms,
      (_, head) => `${head}}`,
      1,
    ],
    [/^ {4}if \(can_use_prio\) \{.*?^ {4}\}\n/ms, "", 1],
  ],
  "Source/Lib/Globals/enc_handle.c": [
    [
      /^(static void enc_switch_to_real_time\(\)\{\n).*?^\}/ms,
      (_, head) => `${head}}`,
      1,
    ],
  ],
};

/**
 * Of each kind of worker, no more than there are processors: it would start up to 25 of some,
 * each of which is a Worker of the host here.
 */
const sideBySide: Readonly<Record<string, Edit[]>> = {
  "Source/Lib/Globals/enc_handle.c": [
    ...edits["Source/Lib/Globals/enc_handle.c"]!,
    [
      /clamp\((\w+), 1, (max_\w+_proc)\)/,
      "clamp(MIN($1, core_count), 1, $2)",
      64,
    ],
  ],
};

/** Where threads take turns, more of them make nothing faster. */
const inTurns: Readonly<Record<string, Edit[]>> = {
  "Source/Lib/Globals/enc_settings.c": [
    [
      /config_ptr->level_of_parallelism += 0;/,
      "config_ptr->level_of_parallelism = 1;",
      1,
    ],
  ],
};

const folders = [
  ...["C_DEFAULT", "Codec", "Globals"].map((name) => `Source/Lib/${name}`),
  ...["fastfeat", "safestringlib"].map((name) => `third_party/${name}`),
];

/** Encodes AV1. */
export const svtav1: Library = {
  license: "BSD-3-Clause-Clear",
  options: ["--enable-libsvtav1"],
  components: { encoder: "libsvtav1", muxer: "avif" },
  archives: ["-lSvtAv1Enc"],
  simdFiles: simdFilesOf("svtav1"),
  files: ["edit.ts", "threads/include/pthread.h"],
  needs: ["sse"],
  async build(workshop, threads) {
    const { cwd, version, simd } = workshop;
    if (simd) await addSimd("svtav1", cwd, workshop);
    const own = threads === "real" ? sideBySide : inTurns;
    await editFiles(cwd, { ...edits, ...own });
    await Deno.writeTextFile(
      join(cwd, "Source/API/EbVersion.h"),
      `#define SVT_AV1_CVS_VERSION "v${version}"\n`,
    );
    const flags = [
      ...[...releaseFlags, "-std=gnu11", "-w"],
      ...[`-I${THREADS_INCLUDE}`, "-ISource/API"],
      ...folders.map((name) => `-I${name}`),
      "-DSAFECLIB_STR_NULL_SLACK=1",
      ...(simd ? kernelFlags : []),
    ];
    const files = await filesIn(cwd, folders, ".c");
    const kernels = simd ? await filesIn(cwd, kernelFolders, ".c") : [];
    await buildArchive(workshop, "libSvtAv1Enc.a", { files, flags }, {
      files: kernels.filter((file) => !leftOut.test(file)),
      flags: [...flags, "-include", "immintrin.h"],
    });
    await installHeaders(workshop, "Source/API", "");
    await installPackage(workshop, {
      name: "SvtAv1Enc",
      version,
      libs: "-lSvtAv1Enc",
    });
  },
};
