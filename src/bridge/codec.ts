// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Message } from "./message.ts";
import type { BridgeService } from "./service.ts";

/** How a message carries a result of the caller's side: put as `T`, taken as `Taken`. */
export interface ResultCodec<T, Taken> {
  readonly put: (message: Message, value: T, service: BridgeService) => void;
  readonly take: (message: Message) => Taken;
}

/** How a message carries a value, as an argument or as a result. */
export interface Codec<T> extends ResultCodec<T, T> {
  readonly put: (message: Message, value: T) => void;
}
