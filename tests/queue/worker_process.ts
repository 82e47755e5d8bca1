// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A worker as a process of its own: prints a line of JSON for each event, and stops when
 * it is told to by SIGTERM.
 *
 * Usage: deno run -A worker_process.ts REDIS_URL ENGINE STORE SIZE
 *
 * @module
 */
import { RuntimePool } from "../../mod.ts";
import { createWorker } from "../../src/queue/mod.ts";
import { DenoFs } from "../../vfs/mod.ts";

const [redis, file, store, size] = Deno.args as [
  string,
  string,
  string,
  string,
];
const pool = await RuntimePool.create({
  module: { file },
  size: Number(size),
});
const worker = await createWorker({
  redis,
  pool,
  stores: { media: new DenoFs(store) },
  onEvent: (event) => console.log(JSON.stringify(event)),
});
console.log(JSON.stringify({ event: "ready" }));
Deno.addSignalListener("SIGTERM", async () => {
  await worker.close();
  await pool.close();
  Deno.exit(0);
});
