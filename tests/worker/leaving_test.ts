// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How a run ends whose threads run at the same time. */
import { assertEquals } from "@std/assert";
import { Channel, turn } from "../../src/bridge/channel.ts";
import { Message } from "../../src/bridge/message.ts";
import type { GuestMessage } from "../../src/worker/messages.ts";
import { run } from "../../src/worker/run.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import { wat } from "../support/wat.ts";

const guest = `(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (import "env" "memory" (memory 1 1 shared))
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start")))`;

Deno.test("the caller is told how a run ended while threads have yet to leave", async () => {
  const module = new WebAssembly.Module(
    rewrite(wat(guest), { interrupt: true }),
  );
  // It leaves when the outcome is there, so that neither can wait for the other.
  const script = new URL("./lingering_thread.ts", import.meta.url);
  const thread = new Worker(script, { type: "module" });
  await new Promise((resolve) => thread.onmessage = resolve);
  const channel = new Channel();
  const messages: GuestMessage[] = [];
  await run(
    {
      ...{ type: "run", module, channel: channel.buffer, args: ["a"] },
      ...{ env: {}, mountPoints: [], maxOpenFiles: 64 },
      threads: { pages: 1, most: 1 },
    },
    (message, handedOver = []) => {
      messages.push(message);
      if (message.type === "thread") thread.postMessage(message, handedOver);
    },
  );
  thread.terminate();
  assertEquals(messages.map(({ type }) => type), ["started", "thread", "left"]);
  assertEquals(messages.at(-1), { type: "left", isOver: true });
  assertEquals(channel.turn, turn.ended);
  const outcome = new Message(channel.data).string();
  assertEquals(JSON.parse(outcome), { type: "exit", exitCode: 5 });
});
