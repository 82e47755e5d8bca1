// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { execute, sourcePath } from "./c_guest.ts";
import { cached } from "./cached.ts";

/** A way in which compilers implement `setjmp`. */
export interface Flavour {
  readonly version: 16 | 19 | 22;
  readonly flags: readonly string[];
  readonly link?: readonly string[];
}

const lowered = ["-mllvm", "-wasm-enable-sjlj"];
const emscripten = {
  flags: ["-mllvm", "-enable-emscripten-sjlj"],
  link: ["--export=setThrew", "--export=__stack_pointer", "--export-table"],
};

/** All the ways, as they changed over time. */
export const flavours: Readonly<Record<string, Flavour>> = {
  "LLVM 16": { version: 16, flags: lowered },
  "LLVM 16, Emscripten style": { version: 16, ...emscripten },
  "LLVM 19": { version: 19, flags: lowered },
  "LLVM 19, tag exported": {
    version: 19,
    flags: lowered,
    link: ["--export=__c_longjmp"],
  },
  "LLVM 19, unoptimized": { version: 19, flags: [...lowered, "-O0"] },
  "LLVM 19, Emscripten style": { version: 19, ...emscripten },
  "LLVM 22": { version: 22, flags: lowered },
  "LLVM 22, exnref": {
    version: 22,
    flags: [...lowered, "-mllvm", "-wasm-use-legacy-eh=false"],
  },
  "LLVM 22, Emscripten style": { version: 22, ...emscripten },
};

const sysroot = "/usr/lib/wasm32-wasi";
const runtime =
  "/usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a";

/**
 * Compiles a C program in `testdata/guests` that uses `setjmp`. Compiler and
 * linker are called separately: otherwise, clang would let any installed
 * binaryen optimise the result, and that may not support exceptions. With
 * `crt1-command.o`, the linker would make every export, including `setThrew`,
 * start with all constructors and end with all destructors.
 */
export async function compileJumper(
  name: string,
  { version, flags, link = [] }: Flavour,
): Promise<Uint8Array<ArrayBuffer>> {
  const compiling = [
    ...["--target=wasm32-wasi", "-O2", "-Wall", ...flags],
    ...["-isystem", sourcePath("include")],
    ...["-isystem", "/usr/include/wasm32-wasi"],
  ];
  const linking = [
    ...["-L", sysroot, `${sysroot}/crt1.o`, "-lc", runtime],
    ...["--allow-undefined", "-z", "stack-size=1048576", ...link],
  ];
  const names = [name, "set_threw.c"];
  const command = [`${version}`, ...compiling, ...linking];
  const texts = await Promise.all(
    [...names, "include/setjmp.h"].map((name) =>
      Deno.readTextFile(sourcePath(name))
    ),
  );
  const path = await cached([...texts, ...command], async (made) => {
    const objects = names.map((name) => `${made}.${name}.o`);
    for (const [i, name] of names.entries()) {
      await execute(`clang-${version}`, [
        ...["-c", sourcePath(name), "-o", objects[i]!, ...compiling],
      ]);
    }
    await execute("wasm-ld-19", [...objects, ...linking, "-o", made]);
    for (const object of objects) await Deno.remove(object);
  });
  return await Deno.readFile(path);
}
