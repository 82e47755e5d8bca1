// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { llvm } from "../toolchain.ts";
import { type LibraryName, sources } from "../versions.ts";
import { cFlags, copy, PREFIX, type Workshop } from "../workshop.ts";

/** A file of C, and the flags that it alone is compiled with. */
export type Unit = readonly [file: string, ...flags: string[]];

/**
 * Compiles files in the folder `cwd` into an archive of the prefix, for libraries
 * whose own build needs tools that are not there.
 */
export async function buildArchive(
  { cache, work, steps }: Workshop,
  cwd: string,
  archive: string,
  units: readonly Unit[],
  flags: readonly string[],
): Promise<void> {
  const objects = units.map((_, i) => `${archive}-${i}.o`);
  const compile = async (i: number) => {
    const [file, ...own] = units[i]!;
    await steps.run("ccache", [
      ...[llvm.CC, ...cFlags, "-DNDEBUG", ...flags, ...own],
      ...["-c", file, "-o", objects[i]!],
    ], { cwd, env: { CCACHE_DIR: join(cache, "ccache") } });
  };
  const waiting = units.keys();
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, async () => {
      for (const i of waiting) await compile(i);
    }),
  );
  const path = join(work, "prefix/lib", archive);
  await Deno.remove(path).catch(() => {});
  await steps.run(llvm.AR, ["rcs", `${PREFIX}/lib/${archive}`, ...objects], {
    cwd,
  });
}

/** The files of C in a folder of `cwd`. */
export async function unitsIn(cwd: string, folder: string): Promise<Unit[]> {
  const files = await Array.fromAsync(Deno.readDir(join(cwd, folder)));
  return files.filter(({ name }) => name.endsWith(".c"))
    .map(({ name }): Unit => [join(folder, name)])
    .toSorted();
}

/** Installs the headers in the folder `from`, below `include` of the prefix. */
export async function installHeaders(
  { work }: Workshop,
  from: string,
  to: string,
  pattern: RegExp = /\.h$/,
): Promise<void> {
  for await (const { name } of Deno.readDir(from)) {
    if (!pattern.test(name)) continue;
    await copy(join(from, name), join(work, "prefix/include", to, name));
  }
}

/** The version of a library, by the name of its folder. */
export function versionOf(source: LibraryName): string {
  return /[\d.]*\d(?=\+|$)/.exec(sources[source].folder)![0];
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
