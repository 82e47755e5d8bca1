import type {
  wasiFunctions,
  WasiKind,
  wasiKinds,
  WasiName,
  WasiResult,
  WasiSignature,
  WasmType,
} from "../abi/wasi_functions.ts";
import type { DescriptorTable } from "./descriptors.ts";
import type { Dialect } from "./dialect.ts";
import type { GuestMemory } from "./guest_memory.ts";

/** The clocks of a guest. */
export interface WasiClock {
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Nanoseconds since some moment; never goes back. */
  monotonic(): bigint;
}

/** What the functions of a guest share. */
export interface WasiContext {
  readonly memory: GuestMemory;
  readonly descriptors: DescriptorTable;
  /** The version of the interface that the guest speaks. */
  readonly dialect: Dialect;
  /** The command line, each argument in UTF-8 with a NUL behind it. */
  readonly args: readonly Uint8Array[];
  /** The environment, in the same form: `NAME=value`. */
  readonly env: readonly Uint8Array[];
  readonly clock: WasiClock;
  /** Fills a buffer, of any size, with random bytes. */
  readonly random: (buffer: Uint8Array) => void;
  /** Sleeps so long, in milliseconds. Returns false where a signal ended it before. */
  sleep(ms: number): boolean;
  /** Ends the guest, if it is interrupted. */
  checkpoint(): void;
  /** Ends the guest. */
  exit(exitCode: number): never;
}

/** An imported function: takes 32-bit integers unsigned and 64-bit ones as `bigint`. */
// deno-lint-ignore no-explicit-any
export type WasiFunction = (...args: any[]) => number;

type Value = { i32: number; i64: bigint };
type Values<Types extends readonly WasmType[]> = {
  -readonly [I in keyof Types]: Value[Types[I]];
};
type Arguments<Params> = Params extends
  readonly [`${string}: ${infer Kind extends WasiKind}`, ...infer Rest]
  ? [...Values<(typeof wasiKinds)[Kind]>, ...Arguments<Rest>]
  : [];
type Pointers<Results extends readonly WasiResult[]> = {
  -readonly [I in keyof Results]: number;
};
type FunctionOf<Signature extends WasiSignature> = Signature extends
  { results: infer Results extends readonly WasiResult[] } ? (
    ...args: [...Arguments<Signature["params"]>, ...Pointers<Results>]
  ) => number
  : (...args: Arguments<Signature["params"]>) => never;

/** The imported functions of these names, typed as their table has them. */
export type WasiFunctions<
  Names extends string,
  Others extends WasiName = never,
> = {
  [Name in Exclude<Extract<WasiName, Names>, Others>]: FunctionOf<
    (typeof wasiFunctions)[Name]
  >;
};
