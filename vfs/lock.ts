import { Semaphore } from "@std/async/unstable-semaphore";

let made = 0;

/** A lock that can be taken together with others. */
export class Lock {
  /** Its place in the order in which several are taken. */
  readonly order: number = ++made;
  readonly #semaphore = new Semaphore(1);

  /** Settles when it is taken; disposing of the answer gives it back. */
  acquire(): Promise<Disposable> {
    return this.#semaphore.acquire();
  }
}

/** Each of the locks once, in the one order in which everybody takes them: so nobody waits in a circle. */
export function inOrder(locks: readonly Lock[]): readonly Lock[] {
  return [...new Set(locks)].sort((a, b) => a.order - b.order);
}

/** Takes locks that are {@linkcode inOrder}. */
export async function acquireAll(
  locks: readonly Lock[],
): Promise<Disposable | undefined> {
  if (locks.length < 2) return await locks[0]?.acquire();
  using taken = new DisposableStack();
  for (const lock of locks) taken.use(await lock.acquire());
  return taken.move();
}
