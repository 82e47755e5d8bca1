/**
 * Gives everything else in this thread a turn: for what changes something in a loop
 * while others look at it, or stops something at no particular moment. It says
 * nothing of how far the others have come; who needs to know waits for that itself.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
