// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import { shimFiles } from "../recipe.ts";
import { llvm } from "../toolchain.ts";
import {
  cFlags,
  copy,
  type LibraryWorkshop,
  make,
  PREFIX,
  type Workshop,
} from "../workshop.ts";

/** How C without assertions is compiled. */
export const releaseFlags: readonly string[] = [...cFlags, "-DNDEBUG"];

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
 * Compiles files of a source into an archive of the prefix, for libraries whose own build
 * needs tools that are not there.
 */
export async function buildArchive(
  workshop: LibraryWorkshop,
  archive: string,
  ...compilations: readonly Compilation[]
): Promise<void> {
  const { work, cwd } = workshop;
  const rules = compilations.flatMap(({ files, flags, prefix = "" }) =>
    files.map((file) => {
      const object = `${prefix}${file.replaceAll("/", "_")}.o`;
      const command = `$(CC) ${flags.join(" ")} -c ${file} -o ${object}`;
      return { object, text: rule(object, file, `CC\\t${file}`, command) };
    })
  );
  const objects = rules.map(({ object }) => object).join(" ");
  const path = `${PREFIX}/lib/${archive}`;
  const command = `rm -f ${path}; ${llvm.AR} rcs ${path} ${objects}`;
  for (const name of shimFiles.filter((name) => forCxx.test(name))) {
    await copy(join(work, name), join(work, "cxx/include", basename(name)));
  }
  const makefile = `${archive}.mk`;
  await Deno.writeTextFile(
    join(cwd, makefile),
    [
      rule(path, objects, `AR\\t${archive}`, command),
      ...rules.map(({ text }) => text),
    ].join("\n"),
  );
  await make(workshop, cwd, ["-f", makefile]);
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

/** Installs the headers in the folder `from` of a source, below `include` of the prefix. */
export async function installHeaders(
  { work, cwd }: LibraryWorkshop,
  from: string,
  to: string,
  pattern: RegExp = /\.h$/,
): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(join(cwd, from))) {
    if (!isFile || !pattern.test(name)) continue;
    await copy(join(cwd, from, name), join(work, "prefix/include", to, name));
  }
}

/** What pkg-config is told of a library. */
export interface Package {
  /** The name that it is asked for by. */
  readonly name: string;
  readonly version: string;
  readonly libs: string;
  /** The packages that it is linked with. */
  readonly requires?: string;
  /** The folder of its headers, below `include`. */
  readonly include?: string;
}

/** Tells pkg-config of a library in the prefix. */
export async function installPackage(
  { work }: Workshop,
  { name, version, libs, requires = "", include = "" }: Package,
): Promise<void> {
  const folder = join(work, "prefix/lib/pkgconfig");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    join(folder, `${name}.pc`),
    [
      `Name: ${name}`,
      `Description: ${name}`,
      `Version: ${version}`,
      `Requires.private: ${requires}`,
      `Libs: -L/prefix/lib ${libs}`,
      `Cflags: -I${join("/prefix/include", include)}`,
      "",
    ].join("\n"),
  );
}
