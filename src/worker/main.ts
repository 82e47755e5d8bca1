// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The script of the guest's thread: handles requests one after another. Bundled
 * into `script.generated.ts`.
 *
 * @module
 */
import { prepare } from "./prepare.ts";
import { run } from "./run.ts";
import { scope } from "./scope.ts";

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
      run(request, (message) => scope.postMessage(message)).catch(fail);
  }
};
scope.onmessageerror = () => fail("a message that cannot be received");

/** In a page, nobody else would hear of a promise that is rejected. */
function fail(reason: unknown): void {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  scope.postMessage({ type: "failed", error });
}

scope.postMessage({ type: "ready" });
