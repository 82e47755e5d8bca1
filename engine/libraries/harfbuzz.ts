// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editText } from "../edit.ts";
import { llvm, targetFlags } from "../toolchain.ts";
import { sources } from "../versions.ts";
import { copy, PREFIX, type Workshop } from "../workshop.ts";
import type { Library } from "./library.ts";

/**
 * What drawtext has no use for: it is FreeType that reads and draws the letters,
 * and lines run from left to right. How they are placed is left whole.
 */
const unused = [
  ...["MT", "GETENV", "BUFFER_MESSAGE", "BUFFER_VERIFY", "DRAW", "CFF"],
  ...["OT_FONT", "VERTICAL", "VAR"],
];

/**
 * Places the letters of drawtext: kerning, ligatures, accents. It is C++ that
 * needs no library of C++: only the headers.
 */
export const harfbuzz: Library = {
  license: "MIT-Modern-Variant",
  since: 6.1,
  options: ["--enable-libharfbuzz"],
  components: { filter: "drawtext" },
  archives: ["-lharfbuzz"],
  simdFiles: [],
  needs: ["freetype"],
  async build(workshop) {
    const { work, steps } = workshop;
    const cwd = join(work, sources.harfbuzz.folder);
    // The only header of the shim that C++ takes, for those of FreeType.
    await copy(
      join(work, "shim/include/setjmp.h"),
      join(cwd, "setjmp/setjmp.h"),
    );
    await steps.run(llvm.CC, [
      ...[...targetFlags, "-Os", "-DNDEBUG", "-DHAVE_FREETYPE"],
      ...["exceptions", "rtti", "threadsafe-statics"]
        .map((feature) => `-fno-${feature}`),
      ...unused.map((feature) => `-DHB_NO_${feature}`),
      ...["-isystem", "setjmp", `-I${PREFIX}/include/freetype2`],
      ...["-c", "src/harfbuzz.cc", "-o", "harfbuzz.o"],
    ], { cwd });
    await steps.run(llvm.AR, [
      ...["rcs", `${PREFIX}/lib/libharfbuzz.a`, "harfbuzz.o"],
    ], { cwd });
    await install(workshop, cwd);
  },
};

/** Installs the headers, and what pkg-config says of the library. */
async function install({ work }: Workshop, cwd: string): Promise<void> {
  for await (const { name } of Deno.readDir(join(cwd, "src"))) {
    if (!/^hb.*\.h$/.test(name)) continue;
    await copy(
      join(cwd, "src", name),
      join(work, "prefix/include/harfbuzz", name),
    );
  }
  const facts = {
    prefix: "/prefix",
    exec_prefix: "/prefix",
    libdir: "/prefix/lib",
    includedir: "/prefix/include",
    VERSION: /[\d.]+/.exec(sources.harfbuzz.folder)![0],
    libs_private: "",
    requires_private: "freetype2",
  };
  const template = await Deno.readTextFile(join(cwd, "src/harfbuzz.pc.in"));
  await Deno.mkdir(join(work, "prefix/lib/pkgconfig"), { recursive: true });
  await Deno.writeTextFile(
    join(work, "prefix/lib/pkgconfig/harfbuzz.pc"),
    editText(template, [
      ...Object.entries(facts)
        .map(([name, fact]): Edit => [`%${name}%`, fact, 1]),
      [/%\w+%/, "", 0],
    ], "harfbuzz.pc.in"),
  );
}
