/** The tables of names are held against those who keep what they promise. */
import { assert, assertEquals } from "@std/assert";
import { envFunctions } from "../../src/abi/env.ts";
import { isOffered } from "../../src/abi/offered.ts";
import {
  offersThreads,
  threadsFunctions,
  threadsModule,
} from "../../src/abi/threads.ts";
import { wasiFunctions, wasiModules } from "../../src/abi/wasi.ts";
import { Env } from "../../src/env/mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";
import { Threads } from "../../src/worker/threads.ts";
import { wat } from "../support/wat.ts";

const functionsOf = (imports: Record<string, Record<string, unknown>>) =>
  Object.entries(imports).map(([module, functions]) => [
    ...[module, Object.keys(functions).sort()],
  ]);

Deno.test("wasiFunctions are what a Wasi offers, under each of its names", () => {
  assertEquals(
    functionsOf(new Wasi().imports),
    wasiModules.map((module) => [module, [...wasiFunctions].sort()]),
  );
});

Deno.test("envFunctions are what an Env offers to every module", () => {
  const { imports } = new Env(new WebAssembly.Module(wat("(module)")));
  assertEquals(functionsOf(imports), [["env", [...envFunctions].sort()]]);
});

Deno.test("threadsFunctions are what Threads offer", () => {
  assert(offersThreads);
  const { imports } = new Threads(() => {});
  assertEquals(functionsOf(imports), [[threadsModule, [...threadsFunctions]]]);
});

Deno.test("isOffered() knows all of that, and nothing that objects inherit", () => {
  const offers = (module: string, name: string, kind = "function") =>
    isOffered({ module, name, kind } as WebAssembly.ModuleImportDescriptor);
  const tables: readonly (readonly [string, readonly string[]])[] = [
    ...wasiModules.map((name) => [name, wasiFunctions] as const),
    ["env", envFunctions],
    [threadsModule, threadsFunctions],
  ];
  for (const [module, names] of tables) {
    for (const name of names) {
      assert(offers(module, name), `${module}.${name}`);
      assert(!offers(module, name, "global"), `${module}.${name}`);
    }
    assert(!offers(module, "toString"), module);
  }
  assert(!offers("toString", "call"));
  assert(!offers("wasi_snapshot_preview2", "fd_read"));
});
