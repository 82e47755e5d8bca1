// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type {
  wasiFunctions,
  WasiKind,
  wasiKinds,
  WasiName,
  WasiResult,
  WasiSignature,
  WasmType,
} from "../abi/wasi_functions.ts";

/** An imported function: takes 32-bit integers as unsigned and 64-bit ones as `bigint`. */
// deno-lint-ignore no-explicit-any
export type WasiFunction = (...args: any[]) => number;

/** The types of WebAssembly in TypeScript. */
type Value = { i32: number; i64: bigint };

type Values<Types extends readonly WasmType[]> = {
  -readonly [I in keyof Types]: Value[Types[I]];
};

/** The types of the parameters, by their kinds. */
type Arguments<Params> = Params extends
  readonly [`${string}: ${infer Kind extends WasiKind}`, ...infer Rest]
  ? [...Values<(typeof wasiKinds)[Kind]>, ...Arguments<Rest>]
  : [];

/** The types of the results: pointers to where they are written. */
type Pointers<Results extends readonly WasiResult[]> = {
  -readonly [I in keyof Results]: number;
};

type FunctionOf<Signature extends WasiSignature> = Signature extends
  { results: infer Results extends readonly WasiResult[] } ? (
    ...args: [...Arguments<Signature["params"]>, ...Pointers<Results>]
  ) => number
  : (...args: Arguments<Signature["params"]>) => never;

/** The functions `Names` without `Others`, with the types in their table. */
export type WasiFunctions<
  Names extends string,
  Others extends WasiName = never,
> = {
  [Name in Exclude<Extract<WasiName, Names>, Others>]: FunctionOf<
    (typeof wasiFunctions)[Name]
  >;
};
