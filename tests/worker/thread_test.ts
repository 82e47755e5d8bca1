// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Threads of the host, and how they fail. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { GuestError, HostError, MemoryFs, Runtime } from "../../mod.ts";
import { Channel } from "../../src/bridge/channel.ts";
import { startThread } from "../../src/run/start_thread.ts";
import { WorkerThread } from "../../src/run/worker_thread.ts";
import { guestScript } from "../../src/worker/script.generated.ts";

/** Does nothing. */
const module = new WebAssembly.Module(
  // deno-fmt-ignore
  new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // the magic number
    1, 4, 1, 0x60, 0, 0, // () → ()
    3, 2, 1, 0, // one function of that type
    5, 3, 1, 0, 1, // a memory of one page
    7, 19, 2, // exports:
    6, 0x5f, 0x73, 0x74, 0x61, 0x72, 0x74, 0, 0, // _start
    6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, // memory
    10, 4, 1, 2, 0, 0x0b, // an empty body
  ]),
);

/** What a thread sends first, or the error by which it fails. */
function firstOf(script: string, url?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const thread = startThread(script, url, {
      onMessage(message) {
        thread.terminate();
        resolve(message);
      },
      onError(error) {
        thread.terminate();
        reject(error);
      },
    });
  });
}

Deno.test("a run that rejects in the guest's thread is an error, and hangs nothing", async () => {
  const thread = new WorkerThread();
  const command = {
    ...{ module, args: ["a"], env: {}, maxOpenFiles: 64 },
    // The caller checks this; here it throws in the other thread.
    randomSeed: NaN,
  };
  const target = { mounts: {}, standard: [] } as never;
  const error = await assertRejects(
    () =>
      thread.run(command, target, new Channel(), new AbortController().signal),
    GuestError,
    "Cannot continue: the guest's thread failed",
  );
  assert(error.cause instanceof Error);
  assertEquals(thread.isUsable, false);
  // It is not asked again.
  await assertRejects(
    () =>
      thread.run(command, target, new Channel(), new AbortController().signal),
    GuestError,
  );
  thread.close();
});

Deno.test("startThread() starts a script that is served, too", async () => {
  const url = URL.createObjectURL(
    new Blob([guestScript], { type: "text/javascript" }),
  );
  assertEquals(await firstOf("", url), { type: "ready" });
  await using runtime = await Runtime.create({ module, workerUrl: url });
  URL.revokeObjectURL(url);
  assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 0);
});

Deno.test("startThread() says what to do if the host refuses", async () => {
  const error = await assertRejects(
    () => firstOf("", "blob:null/0"),
    HostError,
    'see that "blob:null/0" is the `worker.js` of this version',
  );
  assertEquals(error.missing, "threads");
  await assertRejects(
    () =>
      Runtime.create({ module, workerUrl: "blob:null/0" }).then((it) =>
        it.run(new MemoryFs(), [])
      ),
    HostError,
  );
  await assertRejects(
    () => Runtime.create({ module, workerUrl: 1 as never }),
    TypeError,
    "Cannot use `workerUrl`: received 1; give a URL",
  );
});

Deno.test("startThread() reports what a thread throws", async () => {
  const error = await assertRejects(
    () => firstOf("throw new Error('a');"),
    HostError,
  );
  assert(`${error.cause}`.includes("a"));
});

Deno.test("what cannot be sent to the guest's thread fails, and leaves it free", async () => {
  const thread = new WorkerThread();
  const target = { mounts: {}, standard: [] } as never;
  const { signal } = new AbortController();
  for (const threads of [undefined, { pages: 1, most: 2 }]) {
    const command = {
      ...{ module, args: [(() => {}) as never], env: {}, maxOpenFiles: 64 },
      ...(threads && { threads }),
    };
    await assertRejects(
      () => thread.run(command, target, new Channel(), signal),
      DOMException,
      "could not be cloned",
    );
    await thread.left;
    assert(thread.isUsable);
  }
  thread.close();
});
