/** Gives everything else in this thread a turn: what runs long must not stop timers and signals. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
