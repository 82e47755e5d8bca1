import type { Awaitable } from "./fs.ts";

/** What `next` makes of a value: at once, where that is there at once. */
export function after<T, U>(
  value: Awaitable<T>,
  next: (value: T) => U,
): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
