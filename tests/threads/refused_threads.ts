// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `refused_threads_test.ts`: runs on a host that refuses to start threads, as one
 * does that has as many as it may have. Prints how each ended, and ends by itself.
 *
 * @module
 */
import { MemoryFs, Runtime, RuntimePool } from "../../mod.ts";
import { compileBareThreads } from "../support/c_guest.ts";

const Started = globalThis.Worker;
/** How many more the host starts. */
let left = Infinity;
const workers: Worker[] = [];
globalThis.Worker = class extends Started {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    if (left-- <= 0) throw new Error("Resource temporarily unavailable");
    super(...args);
    workers.push(this);
  }
};

const bytes = await compileBareThreads("bare_threads.c");
const options = { module: { bytes }, maxMemoryBytes: 64 * 2 ** 20, threads: 2 };

/** The exit code of a run, or the name of its error. */
async function end(of: Runtime | RuntimePool, what: string) {
  return await of.run(new MemoryFs(), [what]).then(
    ({ exitCode }) => exitCode,
    (error) => error.name as string,
  );
}

const refused: unknown[] = [];
for (const allowed of [0, 3, 9]) {
  await using runtime = await Runtime.create(options);
  refused.push(await end(runtime, "environ"));
  left = allowed;
  refused.push(await end(runtime, "count"));
  left = 0;
  refused.push(await end(runtime, "environ"));
  left = Infinity;
  refused.push(await end(runtime, "count"));
}

/** Those that would take the place of others are refused. */
const replaced: unknown[] = [];
{
  const maxMemoryBytes = 128 * 2 ** 20;
  await using pool = await RuntimePool.create({
    ...options,
    ...{ maxMemoryBytes, size: 2 },
  });
  const both = () => Promise.all(["touch", "touch"].map((it) => end(pool, it)));
  replaced.push(...await both());
  const running = both();
  left = 0;
  replaced.push(...await running);
  left = Infinity;
  replaced.push(...await both());
}

/** A thread of an idle runtime fails. */
const idle: unknown[] = [];
{
  await using runtime = await Runtime.create(options);
  idle.push(await end(runtime, "environ"));
  const error = new ErrorEvent("error", { cancelable: true });
  for (const worker of workers) worker.onerror?.(error);
  idle.push(await end(runtime, "environ"));
}
console.log(JSON.stringify({ refused, replaced, idle }));
