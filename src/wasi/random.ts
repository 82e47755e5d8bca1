import type { WasiContext, WasiFunctions } from "./context.ts";
import { errno } from "./errno.ts";

/** `random_get`. */
export function randomFunctions(
  { memory, random }: WasiContext,
): WasiFunctions {
  return {
    random_get(pointer: number, length: number): number {
      random(memory.bytes(pointer, length));
      return errno.SUCCESS;
    },
  };
}

/** The most that `crypto.getRandomValues` takes at once. */
const CHUNK_BYTES = 65_536;

/** The randomness of the host. */
export function hostRandom(buffer: Uint8Array): void {
  for (let at = 0; at < buffer.length; at += CHUNK_BYTES) {
    const chunk = buffer.subarray(at, at + CHUNK_BYTES);
    crypto.getRandomValues(chunk as Uint8Array<ArrayBuffer>);
  }
}
