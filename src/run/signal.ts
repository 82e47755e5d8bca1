/** A signal that a guest can be asked to end by: see {@linkcode Job.kill}. */
export type GuestSignal = "SIGINT" | "SIGTERM";

const numbers: Readonly<Record<GuestSignal, number>> = {
  SIGINT: 2,
  SIGTERM: 15,
};

/** The number of a signal; `undefined` for anything else. */
export function signalNumber(name: unknown): number | undefined {
  return typeof name === "string" && Object.hasOwn(numbers, name)
    ? numbers[name as GuestSignal]
    : undefined;
}
