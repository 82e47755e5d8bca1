// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A signal ended the command. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  /** The signal. */
  readonly signal: Deno.Signal;

  /** Creates the error for `signal`. */
  constructor(signal: Deno.Signal) {
    super(`Cannot continue: received ${signal}`);
    this.signal = signal;
  }

  /** The exit code that a shell gives for this signal. */
  get exitCode(): number {
    return 128 + numbers[this.signal as keyof typeof numbers];
  }
}

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** While in use, makes Ctrl-C and similar signals end the command cleanly. */
export class Interrupts implements Disposable {
  readonly #stop = new AbortController();
  readonly #listeners = Object.keys(numbers).map((name) => {
    const signal = name as keyof typeof numbers;
    const listener = () => this.#receive(signal);
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  /**
   * Is called for the first signal. Returns whether the command will end because of
   * it, so that only a second one ends it at once.
   */
  onFirst: (signal: Deno.Signal) => boolean = () => false;

  /** Aborts with an {@linkcode Interruption} when the command must end at once. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  #receive(signal: Deno.Signal): void {
    const { onFirst } = this;
    this.onFirst = () => false;
    if (!onFirst(signal)) this.#stop.abort(new Interruption(signal));
  }

  /** Restores the default handling of signals. */
  [Symbol.dispose](): void {
    for (const { signal, listener } of this.#listeners) {
      Deno.removeSignalListener(signal, listener);
    }
  }
}
