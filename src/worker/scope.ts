// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { builtin } from "../../vfs/host/host.ts";
import type { GuestMessage, GuestRequest } from "./messages.ts";

/** The part of a thread's own end that is used; `lib.deno.worker` would clash. */
export interface Scope {
  onmessage: (event: MessageEvent<GuestRequest>) => void;
  onmessageerror: () => void;
  postMessage(message: GuestMessage, handedOver?: Transferable[]): void;
}

/** The thread's own end: the global scope of a Worker, or on Node a port. */
export const scope: Scope = "postMessage" in globalThis
  ? globalThis as unknown as Scope
  : builtin<{ parentPort: Scope }>("node:worker_threads")!.parentPort;
