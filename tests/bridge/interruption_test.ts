// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What ends a guest's thread that sleeps. */
import { assertEquals } from "@std/assert";
import { Channel, interruption } from "../../src/bridge/channel.ts";

Deno.test("the end of a run outranks a signal, and its stop outranks both", () => {
  const channel = new Channel();
  channel.signal(2);
  assertEquals([channel.interrupt[0], channel.isStopped], [-2, false]);
  // Its files can still be closed.
  channel.end();
  assertEquals(channel.interrupt[0], interruption.ended);
  assertEquals(channel.isStopped, false);
  channel.signal(2);
  assertEquals(channel.interrupt[0], interruption.ended);
  channel.stop();
  assertEquals(channel.isStopped, true);
  channel.end();
  assertEquals(channel.isStopped, true);
});
