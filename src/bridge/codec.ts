import type { Message } from "./message.ts";
import type { BridgeService } from "./service.ts";

/** How a result of the caller's side passes a message: put as `T`, taken as `Taken`. */
export interface ResultCodec<T, Taken> {
  readonly put: (message: Message, value: T, service: BridgeService) => void;
  readonly take: (message: Message) => Taken;
}

/** How a value passes a message, as an argument or as a result. */
export interface Codec<T> extends ResultCodec<T, T> {
  readonly put: (message: Message, value: T) => void;
}
