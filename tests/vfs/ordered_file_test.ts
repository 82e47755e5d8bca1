// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { MemoryFs } from "../../vfs/mod.ts";
import { OrderedFile } from "../../vfs/ordered_file.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { turn } from "../support/turn.ts";

Deno.test("reads at a position run side by side, and what changes the file waits for them", async () => {
  const memory = new MemoryFs();
  memory.writeFile("a", "old");
  const gate = Promise.withResolvers<void>();
  const started: string[] = [];
  const fs = new FaultFs(memory, ({ operation }) => {
    started.push(operation);
    return operation === "readAt" ? { until: gate.promise } : undefined;
  });
  const options = { read: true, write: true };
  const file = new OrderedFile("a", await fs.openFile("a", options));
  const buffers = [new Uint8Array(3), new Uint8Array(3)];
  const reads = buffers.map((buffer) => file.readAt(buffer, 0));
  const write = file.write(new TextEncoder().encode("new"));
  const late = new Uint8Array(3);
  const lateRead = file.readAt(late, 0);
  const close = file.close();
  await turn();
  assertEquals(started, ["openFile", "readAt", "readAt"]);
  gate.resolve();
  await Promise.all([...reads, write, lateRead, close]);
  assertEquals(started.slice(3), ["write", "readAt", "close"]);
  const texts = [...buffers, late].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals(texts, ["old", "old", "new"]);
});

Deno.test("a call that fails lets the next ones go on", async () => {
  const fs = new FaultFs(
    new MemoryFs(),
    ({ operation, index }) =>
      operation === "write" && index === 0
        ? { error: "EIO", until: turn() }
        : { until: turn() },
  );
  const file = new OrderedFile("a", await fs.create("a"));
  const calls = ["1", "2"].map((text) =>
    file.write(new TextEncoder().encode(text))
  );
  const outcomes = await Promise.allSettled(calls);
  assertEquals(outcomes.map(({ status }) => status), ["rejected", "fulfilled"]);
  await file.close();
  assertEquals(await fs.readTextFile("a"), "2");
});

Deno.test("the calls of a synchronous file stay synchronous", () => {
  const fs = new MemoryFs();
  const file = new OrderedFile("a", fs.create("a"));
  assertEquals(file.write(new Uint8Array(3)), 3);
  assertEquals(file.seek(1), 1);
  assertEquals(file.read(new Uint8Array(9)), 2);
  assertEquals(file.close(), undefined);
});
