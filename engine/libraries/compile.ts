// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import { llvm } from "../toolchain.ts";
import { shimFiles } from "../recipe.ts";
import { copy, make, PREFIX, type Workshop } from "../workshop.ts";

/** The headers of the shim for C++, as seen from a folder below `work`. */
export const CXX_INCLUDE = "../cxx/include";

/** The headers of the shim that C++ takes: libc++ has others of its own. */
const forCxx = /\/(errno|setjmp)\.h$/;

/** Files of C or C++ that are compiled in one way. */
export interface Compilation {
  /** Their names, as seen from the folder of the source. */
  readonly files: readonly string[];
  readonly flags: readonly string[];
  /**
   * What distinguishes their objects from those of the same files, compiled in
   * another way.
   *
   * @default ""
   */
  readonly prefix?: string;
}

/**
 * Compiles files in `cwd`, without the library's own build system, into an archive in
 * the prefix, several at a time and through ccache.
 */
export async function compileArchive(
  workshop: Workshop,
  cwd: string,
  archive: string,
  compilations: readonly Compilation[],
): Promise<void> {
  const rules = compilations.flatMap(({ files, flags, prefix = "" }) =>
    files.map((file) => {
      const object = `${prefix}${file.replaceAll("/", "_")}.o`;
      const command = `$(CC) ${flags.join(" ")} -c ${file} -o ${object}`;
      return { object, text: rule(object, file, `CC\\t${file}`, command) };
    })
  );
  const objects = rules.map(({ object }) => object).join(" ");
  const path = `${PREFIX}/lib/${archive}`;
  const command = `${llvm.AR} rcs ${path} ${objects}`;
  for (const name of shimFiles.filter((name) => forCxx.test(name))) {
    await copy(
      join(workshop.work, name),
      join(workshop.work, "cxx/include", basename(name)),
    );
  }
  await Deno.writeTextFile(
    join(cwd, "afmpeg.mk"),
    [
      `CC = ${llvm.CC}`,
      rule(path, objects, `AR\\t${archive}`, command),
      ...rules.map(({ text }) => text),
    ].join("\n"),
  );
  await make(workshop, cwd, ["-f", "afmpeg.mk"]);
}

/** A rule of a makefile, which prints what it does in the way of FFmpeg's. */
function rule(
  target: string,
  needs: string,
  title: string,
  command: string,
): string {
  return `${target}: ${needs}\n\t@printf '${title}\\n'; ${command}\n`;
}

/** The names of the files in folders below `cwd` that end in `suffix`, in their order. */
export async function filesIn(
  cwd: string,
  folders: readonly string[],
  suffix: string,
): Promise<string[]> {
  const names: string[] = [];
  for (const folder of folders) {
    for await (const { name, isFile } of Deno.readDir(join(cwd, folder))) {
      if (isFile && name.endsWith(suffix)) names.push(join(folder, name));
    }
  }
  return names.sort();
}

/** Installs what pkg-config says of a library that has been compiled in this way. */
export async function writePkgConfig(
  { work }: Workshop,
  name: string,
  version: string,
  libs: readonly string[],
): Promise<void> {
  const folder = join(work, "prefix/lib/pkgconfig");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    join(folder, `${name}.pc`),
    [
      "prefix=/prefix",
      ...[`Name: ${name}`, `Description: ${name}`, `Version: ${version}`],
      `Libs: -L\${prefix}/lib ${libs.join(" ")}`,
      "Cflags: -I${prefix}/include",
      "",
    ].join("\n"),
  );
}
