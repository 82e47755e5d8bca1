/** The guest was ended through its interrupt word. */
export class InterruptedError extends Error {
  /** The name of the class. */
  override readonly name = "InterruptedError";

  /** Makes the error. */
  constructor(options?: ErrorOptions) {
    super("Cannot finish the run: it was interrupted", options);
  }
}
