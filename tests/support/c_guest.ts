// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import { cached } from "./cached.ts";

const sources = new URL("../../testdata/guests/", import.meta.url);

/**
 * Compiles a C program in `testdata/guests` for WASI preview1. A second call
 * with the same source and flags reuses the module of the first.
 */
export async function compileGuest(
  name: string,
  flags: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const all = ["-O2", "-Wall", "--target=wasm32-wasi", ...flags];
  return await Deno.readFile(await compile(name, all));
}

/** Compiles a C program with our threads. */
export async function compileThreadedGuest(
  name: string,
  flags: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = fromFileUrl(new URL("../../engine/threads/", import.meta.url));
  const library = [`${folder}../shim/signal.c`];
  for await (const { name } of Deno.readDir(folder)) {
    if (/\.[cS]$/.test(name)) library.push(folder + name);
  }
  const all = [
    ...["-O2", "-Wall", "--target=wasm32-wasi", "-D_WASI_EMULATED_SIGNAL"],
    ...[
      `-I${folder}include`,
      "-Wl,--export-table",
      "-Wl,--export=afmpeg_raise",
      ...library.toSorted(),
    ],
    ...["-lwasi-emulated-signal", ...flags],
  ];
  return await Deno.readFile(await compile(name, all, library));
}

/**
 * Compiles a C program without a libc whose threads run at the same time. Their beginning
 * is in `bare_threads.S`.
 */
export async function compileBareThreads(
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const beginning = sourcePath("bare_threads.S");
  const all = [
    ...["-O2", "-Wall", "-Wextra", "--target=wasm32", "-nostdlib", beginning],
    ...["-matomics", "-mbulk-memory", "-mexception-handling"],
    ...["-mllvm", "-wasm-enable-sjlj"],
    "-Wl,--import-memory,--shared-memory,--max-memory=134217728," +
    "--export-table,--export=afmpeg_raise,--allow-undefined",
  ];
  return await Deno.readFile(await compile(name, all, [beginning]));
}

/**
 * Compiles the same source for the host, as the oracle. Returns the path of the
 * program.
 */
export async function compileNative(
  name: string,
  flags: readonly string[] = [],
): Promise<string> {
  const all = ["-O2", "-Wall", "-Wno-unused-result", ...flags];
  return await compile(name, all);
}

/** The path of a file in `testdata/guests`. */
export function sourcePath(name: string): string {
  return fromFileUrl(new URL(name, sources));
}

/**
 * Compiles a program with a `command` of a compiler. Returns its path. `others` are the sources
 * that it has beside the first.
 */
export async function compile(
  name: string,
  command: string[],
  others: readonly string[] = [],
  compiler: string = "clang-19",
): Promise<string> {
  const source = sourcePath(name);
  const text = await Deno.readTextFile(source);
  const headers = text.matchAll(/^#include "(\w+\.h)"$/gm)
    .map(([, header]) => sourcePath(header!));
  const texts = await Promise.all(
    [source, ...headers, ...others].map((path) => Deno.readTextFile(path)),
  );
  return await cached(
    [...texts, ...command, ...(compiler === "clang-19" ? [] : [compiler])],
    (path) => execute(compiler, [source, ...command, "-o", path]),
  );
}

/** Runs a compiler or linker. Throws what it prints if it fails. */
export async function execute(
  program: string,
  args: string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
