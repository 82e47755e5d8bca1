/**
 * Thrown where others move what a path goes through: the operation has to start anew.
 * It is no `Error`, so that nobody takes it for a failure.
 */
export class Disturbed {
  /** When it is worth another try, in milliseconds from now. */
  readonly delay: number;
  /** What to do where it does not end. */
  readonly hint: string;

  constructor(hint: string, delay: number = 0) {
    this.hint = hint;
    this.delay = delay;
  }
}
