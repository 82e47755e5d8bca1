/** A signal ended the command. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  /** The signal. */
  readonly signal: Deno.Signal;

  /** Makes the error of `signal`. */
  constructor(signal: Deno.Signal) {
    super(`Cannot go on: received ${signal}`);
    this.signal = signal;
  }

  /** What a shell calls an end by this signal. */
  get exitCode(): number {
    return 128 + numbers[this.signal as keyof typeof numbers];
  }
}

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Makes Ctrl-C and its like end the command in good order, as long as it is in use. */
export class Interrupts implements Disposable {
  readonly #stop = new AbortController();
  readonly #listeners = Object.keys(numbers).map((name) => {
    const signal = name as keyof typeof numbers;
    const listener = () => this.#receive(signal);
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  /**
   * Is told of the first signal. Returns whether the command ends by it, and a
   * second one is to end it at once.
   */
  onFirst: (signal: Deno.Signal) => boolean = () => false;

  /** Aborts with an {@linkcode Interruption} when the command is to end at once. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  #receive(signal: Deno.Signal): void {
    const { onFirst } = this;
    this.onFirst = () => false;
    if (!onFirst(signal)) this.#stop.abort(new Interruption(signal));
  }

  /** Leaves signals to the system again. */
  [Symbol.dispose](): void {
    for (const { signal, listener } of this.#listeners) {
      Deno.removeSignalListener(signal, listener);
    }
  }
}
