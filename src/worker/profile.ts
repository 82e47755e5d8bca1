/** What a run has spent its time on: see the option `profile`. All times in milliseconds. */
export interface Profile {
  /** Making an instance of the module. */
  readonly instantiateTime: number;
  /** The guest's own code. */
  readonly wasmTime: number;
  /** Functions of the host, in the guest's thread: nearly all of it is copying. */
  readonly hostTime: number;
  /** Waiting for the caller's thread: the file system, the streams, and its other tasks. */
  readonly waitTime: number;
  /** The functions of the host by name, the most expensive first, waiting included. */
  readonly calls: Readonly<
    Record<string, { readonly count: number; readonly time: number }>
  >;
}
