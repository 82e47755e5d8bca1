/** The handles that are open from the start. */
export const standardHandle = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  /** Takes a line for each call of the guest, if somebody wants to know. */
  trace: 3,
} as const;
