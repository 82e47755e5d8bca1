// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The script of the guest's thread: handles requests one after another. The threads
 * of a guest, if it has any beside the first, run in further ones. Bundled
 * into `script.generated.ts`.
 *
 * @module
 */
import { runThreads } from "./guest_thread.ts";
import { linkThreads } from "./link_threads.ts";
import type { ThreadWork } from "./messages.ts";
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
    case "link":
      return scope.postMessage(linkThreads(request));
    case "run":
      run(
        request,
        (message, handedOver) => scope.postMessage(message, handedOver),
      ).catch(fail);
      return;
    case "thread": {
      const { port } = request;
      port.onmessage = ({ data: work }: MessageEvent<ThreadWork>) => {
        port.close();
        runThreads(work, () => scope.postMessage({ type: "over" }));
        scope.postMessage({ type: "free" });
      };
    }
  }
};
scope.onmessageerror = () => fail("a message that cannot be received");

/** In a page, nobody else would hear of a promise that is rejected. */
function fail(reason: unknown): void {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  scope.postMessage({ type: "failed", error });
}

scope.postMessage({ type: "ready" });
