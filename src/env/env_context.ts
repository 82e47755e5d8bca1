// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { LongjmpError, type LongjmpErrorReason } from "../util/errors.ts";
import { trap } from "../wasi/trap.ts";
import { GuestWords } from "./guest_words.ts";
import type { WasmTag } from "./wasm_exceptions.ts";

/** What the functions of a guest share. */
export class EnvContext {
  readonly words: GuestWords = new GuestWords();
  /** The tag of the exceptions that the guest catches, if the host can throw them. */
  tag: WasmTag | undefined;
  /** Why the host cannot throw them. */
  whyNoTag: LongjmpErrorReason = "dead";
  /** The exports that `invoke_*` need, if the guest has them. */
  invokeTarget: InvokeTarget | undefined;
  readonly #interrupt: Int32Array;
  /** The reasons of the traps with which the guest was ended. */
  readonly #ends = new WeakMap<object, LongjmpError>();

  constructor(interrupt: Int32Array = new Int32Array(1)) {
    this.#interrupt = interrupt;
  }

  /** Ends the guest if it was interrupted; each call of it begins with this. */
  checkpoint(): void {
    if (Atomics.load(this.#interrupt, 0) > 0) trap();
  }

  /** Ends the guest because of an impossible jump. */
  end(reason: LongjmpErrorReason, jmpBuf: number, value: number): never {
    try {
      return trap();
    } catch (error) {
      this.#ends.set(
        error as object,
        new LongjmpError(reason, { jmpBuf, value }),
      );
      throw error;
    }
  }

  /** The impossible jump that caused a trap. */
  endOf(error: unknown): LongjmpError | undefined {
    return this.#ends.get(error as object);
  }
}

/** The exports of an instance that `invoke_*` need. */
export interface InvokeTarget {
  readonly table: WebAssembly.Table;
  readonly stackPointer: WebAssembly.Global;
  setThrew(threw: number, value: number): void;
}

/** An imported function, as WebAssembly calls it: 32-bit integers are signed. */
// deno-lint-ignore no-explicit-any
export type EnvFunction = (...args: any[]) => any;

/** Some of the imported functions, by name. */
export type EnvFunctions = Record<string, EnvFunction>;
