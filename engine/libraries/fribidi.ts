// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editText } from "../edit.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Puts text from right to left into the order that it is drawn in. */
export const fribidi: Library = {
  license: "LGPL-2.1-or-later",
  options: ["--enable-libfribidi"],
  components: {},
  archives: ["-lfribidi"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const { cwd, version } = workshop;
    await writeConfig(join(cwd, "lib"), version);
    await buildArchive(workshop, "libfribidi.a", {
      files: await filesIn(cwd, ["lib"], ".c"),
      flags: [
        ...[...releaseFlags, "-Ilib", "-DHAVE_STRINGIZE", "-DSTDC_HEADERS"],
        ...["-DHAVE_STDLIB_H", "-DHAVE_STRING_H"],
      ],
    });
    await installHeaders(workshop, "lib", "fribidi", /^fribidi.*\.h$/);
    await installPackage(workshop, {
      name: "fribidi",
      version,
      libs: "-lfribidi",
      include: "fribidi",
    });
  },
};

/** Writes what its `configure` would, which builds programs and pages as well. */
async function writeConfig(lib: string, version: string): Promise<void> {
  const [major, minor, micro] = version.split(".");
  const facts = {
    FRIBIDI_VERSION: version,
    FRIBIDI_MAJOR_VERSION: major!,
    FRIBIDI_MINOR_VERSION: minor!,
    FRIBIDI_MICRO_VERSION: micro!,
    PACKAGE: "fribidi",
    SIZEOF_INT: "4",
  };
  const name = "fribidi-config.h";
  const template = await Deno.readTextFile(join(lib, `${name}.in`));
  await Deno.writeTextFile(
    join(lib, name),
    editText(template, [
      ...Object.entries(facts)
        .map(([name, fact]): Edit => [`@${name}@`, fact, 1]),
      [/@FRIBIDI_INTERFACE_VERSION@/, "4", 2],
      [/@\w+@/, "", 4],
    ], name),
  );
}
