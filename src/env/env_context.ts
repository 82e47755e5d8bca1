import { LongjmpError, type LongjmpErrorReason } from "../util/errors.ts";
import { trap } from "../wasi/trap.ts";
import { GuestWords } from "./guest_words.ts";
import type { WasmTag } from "./wasm_exceptions.ts";

/** What the functions of a guest share. */
export class EnvContext {
  readonly words: GuestWords = new GuestWords();
  /** The kind of exception that the guest catches, if the host can throw it. */
  tag: WasmTag | undefined;
  /** Why the host cannot. */
  whyNoTag: LongjmpErrorReason = "dead";
  /** What `invoke_*` need, if the guest has it. */
  invokeTarget: InvokeTarget | undefined;
  readonly #interrupt: Int32Array;
  /** What the traps stand for by which the guest was ended. */
  readonly #ends = new WeakMap<object, LongjmpError>();

  constructor(interrupt: Int32Array = new Int32Array(1)) {
    this.#interrupt = interrupt;
  }

  /** Ends the guest if it is to stop: what each call of it begins with. */
  checkpoint(): void {
    if (Atomics.load(this.#interrupt, 0) > 0) trap();
  }

  /** Ends the guest because of a jump that cannot be made. */
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

  /** The jump because of which a trap ended the guest. */
  endOf(error: unknown): LongjmpError | undefined {
    return this.#ends.get(error as object);
  }
}

/** What `invoke_*` need of an instance. */
export interface InvokeTarget {
  readonly table: WebAssembly.Table;
  readonly stackPointer: WebAssembly.Global;
  setThrew(threw: number, value: number): void;
}

/** An imported function as WebAssembly takes it: 32-bit integers come signed. */
// deno-lint-ignore no-explicit-any
export type EnvFunction = (...args: any[]) => any;

/** Some of the imported functions, by name. */
export type EnvFunctions = Record<string, EnvFunction>;
