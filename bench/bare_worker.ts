// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs a module with a {@linkcode BareHost} in a Worker.
 *
 * @module
 */
import { Env } from "../src/env/mod.ts";
import { hasThreads } from "../src/abi/threads_module.ts";
import { Threads } from "../src/worker/threads.ts";
import { BareFile, BareHost } from "./bare_host.ts";
import { type Answer, answering, type Request } from "./peer.ts";

/** Without it, FFmpeg waits until its clock has yielded random numbers. */
const devices = {
  "dev/urandom": crypto.getRandomValues(new Uint8Array(1024)),
};

let module: WebAssembly.Module;
let files = new Map<string, BareFile>();

async function run(program: string, args: string[]): Promise<Answer> {
  const host = new BareHost([program, ...args], files);
  const threads = hasThreads(module) ? new Threads(() => {}) : undefined;
  const env = new Env(module);
  const instance = new WebAssembly.Instance(module, {
    ...host.imports,
    ...env.imports,
    ...threads?.imports,
  });
  env.attach(instance);
  host.memory = instance.exports.memory as WebAssembly.Memory;
  try {
    if (threads) await threads.run(instance);
    else (instance.exports._start as () => void)();
  } catch (error) {
    if (host.exitCode === undefined) throw error;
  } finally {
    threads?.release();
  }
  return { exitCode: host.exitCode ?? 0, stderr: host.stderr };
}

answering(async (request: Request): Promise<Answer> => {
  if (request.type === "run") return await run(request.program, request.args);
  if (request.type === "start") module = request.module!;
  else {
    files = new Map(
      Object.entries({ ...devices, ...request.inputs })
        .map(([name, bytes]) => [name, new BareFile(bytes)]),
    );
  }
  return { exitCode: 0, stderr: "" };
});
