// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join } from "@std/path/posix";
import { cacheFolder } from "../engine/cache_folder.ts";

const folder = fromFileUrl(new URL("native/", import.meta.url));
const threads = fromFileUrl(new URL("../engine/threads/", import.meta.url));

const flags = [
  ...["-g", "-O1", "-fsanitize=fuzzer,address,undefined"],
  // A header of a block leaves what follows it at a multiple of 8 only.
  ...["-fno-sanitize-recover=all", "-fno-sanitize=alignment"],
  ...["-Wall", "-Wno-unused-function", `-I${join(folder, "include")}`],
  ...[`-I${threads}`, `-I${join(threads, "include")}`],
];

const environment = {
  ASAN_OPTIONS: "detect_leaks=0:detect_stack_use_after_return=0:" +
    "allocator_may_return_null=1",
};

/** The parts of the engine's C code that are fuzzed: `NAME_fuzz.c` in `native`. */
export async function nativeTargets(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_fuzz.c")) names.push(name.slice(0, -"_fuzz.c".length));
  }
  return names.sort();
}

/**
 * Compiles a target for this machine, with libFuzzer and the sanitizers. Returns the
 * path of the program.
 */
export async function buildTarget(name: string, into: string): Promise<string> {
  const program = join(into, `${name}_fuzz`);
  const source = join(folder, `${name}_fuzz.c`);
  const { success, stderr } = await new Deno.Command("clang-19", {
    args: [...flags, source, "-o", program],
  }).output();
  if (success) return program;
  throw new Error(new TextDecoder().decode(stderr));
}

/** Where the corpus of a target grows from run to run. */
export async function corpusOf(name: string): Promise<string> {
  const corpus = join(cacheFolder(), "fuzz", name);
  await Deno.mkdir(corpus, { recursive: true });
  return corpus;
}

/**
 * Runs a target with options of libFuzzer.
 *
 * @returns Whether it found nothing, and what it printed.
 */
export async function runTarget(
  program: string,
  options: readonly string[],
  { stderr: to = "piped" }: { stderr?: "piped" | "inherit" } = {},
): Promise<{ success: boolean; log: string }> {
  const output = await new Deno.Command(program, {
    args: [...options],
    env: environment,
    stdout: "null",
    stderr: to,
  }).output();
  const log = to === "piped" ? new TextDecoder().decode(output.stderr) : "";
  return { success: output.success, log };
}
