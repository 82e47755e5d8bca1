// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hasThreads } from "../abi/threads_module.ts";
import { BridgeFile } from "../bridge/bridge_file.ts";
import { BridgeFs } from "../bridge/bridge_fs.ts";
import { Channel } from "../bridge/channel.ts";
import { BridgeClient, StoppedError } from "../bridge/client.ts";
import { PostedFile } from "../bridge/posted_file.ts";
import { standardHandle } from "../bridge/standard_handle.ts";
import { Env } from "../env/env.ts";
import { LongjmpError } from "../util/errors.ts";
import { InterruptedError } from "../wasi/interrupted_error.ts";
import { seededRandom } from "../util/seeded_random.ts";
import { steppingClock } from "../wasi/stepping_clock.ts";
import { Wasi } from "../wasi/wasi.ts";
import { interruptExport, startExport } from "../wasm/mod.ts";
import { EndedMemories } from "./ended_memories.ts";
import type { GuestMessage, GuestOutcome, RunRequest } from "./messages.ts";
import { ProfilingClient } from "./profiler.ts";
import { Threads } from "./threads.ts";
import { trapKindOf } from "./trap_kind.ts";

/** The memories of the guests that this thread has run. */
const ended = new EndedMemories();

/** Runs a command in a new instance, and sends its outcome over the channel. */
export async function run(
  request: RunRequest,
  post: (message: GuestMessage) => void,
): Promise<void> {
  const channel = new Channel(request.channel);
  const client = request.profile
    ? new ProfilingClient(channel)
    : new BridgeClient(channel);
  const outcome = await execute(request, channel, client, post);
  client.end(JSON.stringify(outcome), ended.bytes);
}

async function execute(
  request: RunRequest,
  channel: Channel,
  client: BridgeClient,
  post: (message: GuestMessage) => void,
): Promise<GuestOutcome> {
  const { module, args, maxOpenFiles, clock, randomSeed, trace } = request;
  const profiler = client instanceof ProfilingClient
    ? client.profiler
    : undefined;
  const stream = (name: keyof typeof standardHandle) =>
    new BridgeFile(client, standardHandle[name], name);
  const wasi = new Wasi({
    args,
    env: request.env,
    maxOpenFiles,
    preopens: Object.fromEntries(
      request.mountPoints.map((path, i) => [path, new BridgeFs(client, i)]),
    ),
    stdin: stream("stdin"),
    stdout: stream("stdout"),
    stderr: new PostedFile(client, standardHandle.stderr, "stderr"),
    interrupt: channel.interrupt,
    ...(trace && { trace: lineSink(stream("trace")) }),
    ...(clock && { clock: steppingClock(clock) }),
    ...(randomSeed !== undefined && { random: seededRandom(randomSeed) }),
  });
  const threads = hasThreads(module)
    ? new Threads(() => wasi.checkpoint())
    : undefined;
  const env = new Env(module, { interrupt: channel.interrupt });
  let loops: WebAssembly.ExportValue | undefined;
  let memory: WebAssembly.ExportValue | undefined;
  try {
    const imports = {
      ...profiler?.measure(wasi.imports) ?? wasi.imports,
      ...env.imports,
      ...threads?.imports,
    };
    const instance = new WebAssembly.Instance(module, imports);
    memory = instance.exports.memory;
    profiler?.instantiated();
    env.attach(instance);
    loops = instance.exports[interruptExport];
    if (loops instanceof WebAssembly.Memory) {
      post({ type: "started", interrupt: loops.buffer as SharedArrayBuffer });
    }
    const start = instance.exports[startExport];
    if (typeof start === "function") {
      wasi.attach(instance);
      start();
    }
    const exitCode = threads
      ? await wasi.startAsync(instance, () => threads.run(instance))
      : wasi.start(instance);
    return {
      type: "exit",
      exitCode,
      ...(profiler && { profile: profiler.profile() }),
    };
  } catch (error) {
    return outcomeOf(env.explain(error));
  } finally {
    if (memory instanceof WebAssembly.Memory) ended.add(memory);
    if (threads) {
      // Parts of the guest that still run while it unwinds soon trap, and call nothing.
      channel.interrupt[0] = 1;
      if (loops instanceof WebAssembly.Memory) {
        new Int32Array(loops.buffer)[0] = 1;
      }
      threads.release();
    }
  }
}

/** Writes each line in one write. */
function lineSink(file: BridgeFile): (line: string) => void {
  return (line) => {
    file.writeString(line);
  };
}

function outcomeOf(error: unknown): GuestOutcome {
  if (error instanceof InterruptedError || error instanceof StoppedError) {
    return { type: "stopped" };
  }
  if (error instanceof LongjmpError) {
    const { reason, jmpBuf, value } = error;
    return { type: "longjmp", reason, jmpBuf, value };
  }
  const { message = "an exception that nothing caught", stack = "" } =
    error as Partial<Error>;
  const kind = trapKindOf(error);
  if (kind === undefined) return { type: "failure", message };
  return {
    type: "trap",
    kind,
    description: message,
    wasmStack: wasmFrames(stack),
  };
}

/** The frames of the guest only: those of the host are of no use to its author. */
function wasmFrames(stack: string): string {
  return stack.split("\n").filter((line) => line.includes("wasm-function"))
    .join("\n");
}
