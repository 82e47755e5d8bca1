// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What the sources use and Node 22 lacks. `npm/bundle.ts` puts it where these names are
 * used, and refuses names that are as young and stand not here.
 *
 * @module
 */

type Ending = AsyncDisposable | Disposable;

/** What is used of a stack: it disposes of what was put on it, the last one first. */
type Stack = Pick<AsyncDisposableStack, "use" | typeof Symbol.asyncDispose>;

/** Makes the class of such stacks. */
export function makeStack(): new () => Stack {
  return class implements Stack {
    readonly #held: Ending[] = [];

    use<T extends Ending | null | undefined>(value: T): T {
      if (value) this.#held.push(value);
      return value;
    }

    async [Symbol.asyncDispose](): Promise<void> {
      let failed: { error: unknown } | undefined;
      for (const held of this.#held.splice(0).reverse()) {
        try {
          await (Symbol.asyncDispose in held
            ? held[Symbol.asyncDispose]()
            : held[Symbol.dispose]());
        } catch (error) {
          failed = {
            error: failed ? new Suppressed(error, failed.error) : error,
          };
        }
      }
      if (failed) throw failed.error;
    }
  };
}

/** An error that hides another. */
type Suppressing = new (error: unknown, suppressed: unknown) => Error;

/** Makes the class of such errors. */
export function makeSuppressing(): Suppressing {
  return class extends Error {
    override readonly name = "SuppressedError";
    readonly error: unknown;
    readonly suppressed: unknown;

    constructor(error: unknown, suppressed: unknown) {
      super();
      this.error = error;
      this.suppressed = suppressed;
    }
  };
}

const Suppressed: Suppressing = /* @__PURE__ */
  (() => globalThis.SuppressedError ?? makeSuppressing())();
const Stacks: new () => Stack = /* @__PURE__ */
  (() => globalThis.AsyncDisposableStack ?? makeStack())();

/** A text as a regular expression that it matches. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

export {
  escaped as "RegExp.escape",
  Stacks as AsyncDisposableStack,
  Suppressed as SuppressedError,
};
