// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The table of WASI is compared with what a compiler makes of wasi-libc. */
import { assertEquals } from "@std/assert";
import wabt from "wabt";
import {
  wasiModules,
  type WasiName,
  wasiNames,
  wasmTypeOf,
} from "../../src/abi/wasi_functions.ts";
import { compileGuest } from "../support/c_guest.ts";

/** The types of the functions that a module imports from WASI, by name. */
async function importedTypes(
  bytes: Uint8Array,
): Promise<Record<string, string>> {
  const module = (await wabt()).readWasm(bytes, {});
  const text = module.toText({});
  module.destroy();
  const types = new Map(
    text.matchAll(/\(type \(;(\d+);\) \(func(.*)\)\)$/gm)
      .map(([, index, type]) => [index, type!.trim()]),
  );
  const imports = text.matchAll(
    /\(import "(\w+)" "(\w+)" \(func .*\(type (\d+)\)\)\)$/gm,
  );
  return Object.fromEntries(
    imports.filter(([, module]) => wasiModules.includes(module!))
      .map(([, , name, type]) => [name, types.get(type)]),
  );
}

/** The type of a function by the table. */
function typeOf(name: WasiName): string {
  const { params, results } = wasmTypeOf(name);
  return [
    ...(params.length > 0 ? [`(param ${params.join(" ")})`] : []),
    ...(results.length > 0 ? [`(result ${results.join(" ")})`] : []),
  ].join(" ");
}

Deno.test("wasiFunctions have the types by which wasi-libc imports them", async () => {
  assertEquals(
    await importedTypes(await compileGuest("raw_wasi.c")),
    Object.fromEntries(
      wasiNames.map((name) => [name, typeOf(name)]),
    ),
  );
});
