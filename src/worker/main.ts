// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The script of the guest's thread: handles requests one after another. Bundled
 * into `script.generated.ts`.
 *
 * @module
 */
import type { GuestMessage, GuestRequest } from "./messages.ts";
import { prepare } from "./prepare.ts";
import { run } from "./run.ts";

/** The part of the Worker's global scope that is used; `lib.deno.worker` would clash. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<GuestRequest>) => void;
  postMessage(message: GuestMessage, handedOver?: Transferable[]): void;
};

scope.onmessage = ({ data: request }) => {
  switch (request.type) {
    case "prepare": {
      const answer = prepare(request);
      return scope.postMessage(
        answer,
        answer.type === "rejected" ? [answer.bytes.buffer] : [],
      );
    }
    case "run":
      return run(request, (message) => scope.postMessage(message));
  }
};
scope.postMessage({ type: "ready" });
