// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Stands in for the script of a guest's threads: ends the run, and stays in the guest until
 * the caller knows.
 *
 * @module
 */
import { turn } from "../../src/bridge/channel.ts";
import type { ThreadWork } from "../../src/worker/messages.ts";
import { scope } from "../../src/worker/scope.ts";
import { ThreadBoard } from "../../src/worker/thread_board.ts";

scope.onmessage = ({ data: request }) => {
  if (request.type !== "thread") return;
  const { port } = request;
  port.onmessage = ({ data: work }: MessageEvent<ThreadWork>) => {
    port.close();
    const { slots, interrupt, slot } = work;
    const board = new ThreadBoard(
      slots,
      interrupt.buffer as SharedArrayBuffer,
      work.board,
    );
    board.enter(board.slot(slot));
    board.end({ type: "exit", exitCode: 5 });
    // The first word of a channel says whose turn it is.
    const words = new Int32Array(work.channel);
    for (
      let now;
      (now = Atomics.load(words, 0)) !== turn.ended;
    ) Atomics.wait(words, 0, now);
    board.leave();
  };
};
scope.postMessage({ type: "ready" });
