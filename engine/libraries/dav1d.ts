// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "../edit.ts";
import { addSimd, simdFilesOf } from "../simd.ts";
import { type LibraryWorkshop, THREADS_INCLUDE } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** What its own build, which needs meson, would find out; all else is 0. */
const config = `
#define CONFIG_8BPC 1
#define CONFIG_16BPC 1
#define CONFIG_LOG 1
#define HAVE_C11_GENERIC 1
#define HAVE_CLOCK_GETTIME 1
#define HAVE_POSIX_MEMALIGN 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
`;

/** Files that are compiled once for 8 bits, and once for more. */
const isForDepths = /_tmpl\.c$/;

/** How its files are compiled. */
export const dav1dFlags: readonly string[] = [
  ...[...releaseFlags, "-std=c11", "-D_GNU_SOURCE"],
  ...[`-I${THREADS_INCLUDE}`, "-I.", "-Iinclude", "-Iinclude/dav1d"],
];

/** Makes what its own build would find out, where it lies unpacked. */
export async function configureDav1d(
  { cwd, version }: LibraryWorkshop,
): Promise<void> {
  await Deno.writeTextFile(join(cwd, "config.h"), config);
  await Deno.writeTextFile(
    join(cwd, "vcs_version.h"),
    `#define DAV1D_VERSION "${version}"\n`,
  );
  await editFiles(cwd, {
    // FFmpeg asks for more than fits into 32 bits, so this would be said of every file.
    "src/lib.c": [
      [/dav1d_log\(c, "Frame size limit reduced [^;]*;/, ";", 1],
    ],
  });
}

/** Decodes AV1, and AVIF. */
export const dav1d: Library = {
  license: "BSD-2-Clause",
  options: ["--enable-libdav1d"],
  components: { decoder: "libdav1d" },
  archives: ["-ldav1d"],
  simdFiles: simdFilesOf("dav1d"),
  needs: [],
  async build(workshop) {
    const { cwd, version, simd } = workshop;
    // The kernels are for how it has been since.
    const hasKernels = simd && parseFloat(version) >= 1.5;
    if (hasKernels) await addSimd("dav1d", cwd, workshop);
    await configureDav1d(workshop);
    const folders = hasKernels ? ["src", "src/wasm"] : ["src"];
    const files = (await filesIn(cwd, folders, ".c"))
      .filter((file) => !file.includes("win32"));
    const templates = files.filter((file) => isForDepths.test(file));
    await buildArchive(
      workshop,
      "libdav1d.a",
      {
        files: files.filter((file) => !isForDepths.test(file)),
        flags: dav1dFlags,
      },
      ...[8, 16].map((depth) => ({
        prefix: `${depth}bit_`,
        files: templates,
        flags: [...dav1dFlags, `-DBITDEPTH=${depth}`],
      })),
    );
    await installHeaders(workshop, "include/dav1d", "dav1d");
    await installPackage(workshop, { name: "dav1d", version, libs: "-ldav1d" });
  },
};
