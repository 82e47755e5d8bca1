// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The tables of names are compared with their implementations. */
import { assert, assertEquals } from "@std/assert";
import { envFunctions } from "../../src/abi/env_names.ts";
import { isProvided } from "../../src/abi/provided.ts";
import {
  providesThreads,
  threadsFunctions,
  threadsModule,
} from "../../src/abi/threads_module.ts";
import { wasiModules, wasiNames } from "../../src/abi/wasi_functions.ts";
import { Env } from "../../src/env/mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";
import { Threads } from "../../src/worker/threads.ts";
import { wat } from "../support/wat.ts";

const functionsOf = (imports: Record<string, Record<string, unknown>>) =>
  Object.entries(imports).map(([module, functions]) => [
    ...[module, Object.keys(functions).sort()],
  ]);

Deno.test("wasiNames are what a Wasi provides, under each of its names", () => {
  assertEquals(
    functionsOf(new Wasi().imports),
    wasiModules.map((module) => [module, [...wasiNames].sort()]),
  );
});

Deno.test("envFunctions are what an Env provides to every module", () => {
  const { imports } = new Env(new WebAssembly.Module(wat("(module)")));
  assertEquals(functionsOf(imports), [["env", [...envFunctions].sort()]]);
});

Deno.test("threadsFunctions are what Threads provide", () => {
  assert(providesThreads);
  const { imports } = new Threads(() => {});
  assertEquals(functionsOf(imports), [[threadsModule, [...threadsFunctions]]]);
});

Deno.test("isProvided() accepts all of them, and nothing that objects inherit", () => {
  const provides = (module: string, name: string, kind = "function") =>
    isProvided({ module, name, kind } as WebAssembly.ModuleImportDescriptor);
  const tables: readonly (readonly [string, readonly string[]])[] = [
    ...wasiModules.map((name) => [name, wasiNames] as const),
    ["env", envFunctions],
    [threadsModule, threadsFunctions],
  ];
  for (const [module, names] of tables) {
    for (const name of names) {
      assert(provides(module, name), `${module}.${name}`);
      assert(!provides(module, name, "global"), `${module}.${name}`);
    }
    assert(!provides(module, "toString"), module);
  }
  assert(!provides("toString", "call"));
  assert(!provides("wasi_snapshot_preview2", "fd_read"));
});
