import type { Awaitable } from "./fs.ts";

/**
 * Runs steps that yield what they wait for: at once as long as what they wait for
 * is there at once, so that one piece of code serves both kinds of file systems.
 */
export function drive<T>(
  steps: Generator<Awaitable<unknown>, T, unknown>,
): Awaitable<T> {
  let step = steps.next();
  while (!step.done) {
    if (step.value instanceof Promise) return driveOn(steps, step.value);
    step = steps.next(step.value);
  }
  return step.value;
}

async function driveOn<T>(
  steps: Generator<Awaitable<unknown>, T, unknown>,
  first: Promise<unknown>,
): Promise<T> {
  let pending: Awaitable<unknown> = first;
  for (;;) {
    let step: IteratorResult<Awaitable<unknown>, T>;
    try {
      const value = await pending;
      step = steps.next(value);
    } catch (error) {
      step = steps.throw(error);
    }
    if (step.done) return step.value;
    pending = step.value;
  }
}
