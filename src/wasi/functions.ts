import type {
  wasiFunctions,
  WasiKind,
  wasiKinds,
  WasiName,
  WasiResult,
  WasiSignature,
  WasmType,
} from "../abi/wasi_functions.ts";

/** An imported function: takes 32-bit integers unsigned and 64-bit ones as `bigint`. */
// deno-lint-ignore no-explicit-any
export type WasiFunction = (...args: any[]) => number;

/** What a type of WebAssembly is here. */
type Value = { i32: number; i64: bigint };

type Values<Types extends readonly WasmType[]> = {
  -readonly [I in keyof Types]: Value[Types[I]];
};

/** Of the parameters, by their kinds. */
type Arguments<Params> = Params extends
  readonly [`${string}: ${infer Kind extends WasiKind}`, ...infer Rest]
  ? [...Values<(typeof wasiKinds)[Kind]>, ...Arguments<Rest>]
  : [];

/** Of the results: where they are to be written. */
type Pointers<Results extends readonly WasiResult[]> = {
  -readonly [I in keyof Results]: number;
};

type FunctionOf<Signature extends WasiSignature> = Signature extends
  { results: infer Results extends readonly WasiResult[] } ? (
    ...args: [...Arguments<Signature["params"]>, ...Pointers<Results>]
  ) => number
  : (...args: Arguments<Signature["params"]>) => never;

/** The functions of these names but for the others, typed as their table has them. */
export type WasiFunctions<
  Names extends string,
  Others extends WasiName = never,
> = {
  [Name in Exclude<Extract<WasiName, Names>, Others>]: FunctionOf<
    (typeof wasiFunctions)[Name]
  >;
};
