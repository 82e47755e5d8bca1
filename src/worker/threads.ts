// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { threadsModule } from "../abi/threads_module.ts";
import { trap, trapError } from "../wasi/trap.ts";

/**
 * More than a command line with hundreds of inputs and outputs starts. Each thread
 * takes two mappings of memory, of which Linux gives a process 65,530: with many more,
 * a few hostile guests could end it.
 */
const THREADS_LIMIT = 4096;

/** JavaScript Promise Integration, which TypeScript's library does not declare yet. */
const { promising, Suspending } = WebAssembly as unknown as {
  promising?: (start: unknown) => (...args: number[]) => Promise<number>;
  Suspending?: new (call: unknown) => WebAssembly.ImportValue;
};

/** Resumes a thread that waits for its turn. */
interface Parked {
  resolve(): void;
  reject(reason: Error): void;
}

/**
 * The threads of one guest: stacks that take turns on one instance, in one
 * thread of the host. The guest decides which runs next.
 *
 * A thread parks on a promise inside its call of `switch`, and resumes when that
 * is resolved. Exactly one runs at any time: a thread that parks or ends names the
 * one to resume.
 */
export class Threads {
  /** The imports of the guest. */
  readonly imports: WebAssembly.Imports;
  readonly #checkpoint: () => void;
  readonly #parked = new Map<number, Parked>();
  readonly #end = Promise.withResolvers<void>();
  #table: WebAssembly.Table | undefined;
  #entry = 0;
  #begin: ((thread: number) => Promise<number>) | undefined;
  #isOver = false;
  /** Numbers for threads that have ended, which no guest can choose. */
  #ended = -(2 ** 32);

  /** @param checkpoint Called at each switch; traps if the guest was interrupted. */
  constructor(checkpoint: () => void) {
    this.#checkpoint = checkpoint;
    const call = (from: number, to: number, entry: number) =>
      this.#switch(from, to, entry >>> 0);
    this.imports = { [threadsModule]: { switch: new Suspending!(call) } };
  }

  /**
   * Runs `_start` until it returns, or until any thread traps: rejects with that
   * trap. An exit is a trap, too.
   */
  async run(instance: WebAssembly.Instance): Promise<void> {
    const { _start, __indirect_function_table: table } = instance.exports;
    if (table instanceof WebAssembly.Table) this.#table = table;
    const { resolve, reject, promise } = this.#end;
    promising!(_start)().then(() => resolve(), reject);
    await promise;
  }

  /**
   * Unwinds the parked threads, which would otherwise keep the instance in memory. None
   * of their code runs: it cannot catch a trap.
   */
  release(): void {
    this.#isOver = true;
    const reason = trapError();
    for (const { reject } of this.#parked.values()) reject(reason);
    this.#parked.clear();
  }

  #switch(from: number, to: number, entry: number): Promise<void> {
    this.#checkpoint();
    if (this.#isOver) return trap();
    if (from === to || (from !== 0 && this.#parked.has(from))) {
      return this.#fail(`it switched from thread ${from}, which does not run`);
    }
    if (this.#parked.size >= THREADS_LIMIT) {
      return this.#fail(
        `it has more than ${THREADS_LIMIT} threads, the most that a run may have`,
      );
    }
    const parked = new Promise<void>((resolve, reject) => {
      // Its number may be that of another thread by now.
      const number = from === 0 ? this.#ended-- : from;
      this.#parked.set(number, { resolve, reject });
    });
    this.#resume(to, entry);
    return parked;
  }

  #resume(to: number, entry: number): void {
    const parked = this.#parked.get(to);
    if (parked) {
      this.#parked.delete(to);
      return parked.resolve();
    }
    // Not at once: a thread must not start on the stack of another.
    queueMicrotask(() => this.#run(to, entry));
  }

  /** Runs a thread from start to end, and then the next. */
  async #run(thread: number, entry: number): Promise<void> {
    try {
      this.#checkpoint();
      if (this.#isOver) return;
      if (!this.#begin || entry !== this.#entry) {
        this.#begin = promising!(this.#function(entry));
        this.#entry = entry;
      }
      this.#resume(await this.#begin(thread), entry);
    } catch (error) {
      this.#end.reject(error);
    }
  }

  #function(entry: number): unknown {
    const table = this.#table;
    const found = table && entry < table.length ? table.get(entry) : null;
    return found ?? this.#fail(`no thread begins at ${entry}`);
  }

  /** Ends the guest for a misuse of threads. */
  #fail(what: string): never {
    this.#end.reject(new WebAssembly.RuntimeError(what));
    return trap();
  }
}
