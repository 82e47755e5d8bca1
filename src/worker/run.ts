// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BridgeFile } from "../bridge/bridge_file.ts";
import { BridgeFs } from "../bridge/bridge_fs.ts";
import { Channel } from "../bridge/channel.ts";
import { BridgeClient } from "../bridge/client.ts";
import { PostedFile } from "../bridge/posted_file.ts";
import { standardHandle } from "../bridge/standard_handle.ts";
import { seededRandom } from "../util/seeded_random.ts";
import { steppingClock } from "../wasi/stepping_clock.ts";
import { Wasi, type WasiOptions } from "../wasi/wasi.ts";
import { EndedMemories } from "./ended_memories.ts";
import { execute } from "./execute.ts";
import type { GuestMessage, GuestOutcome, RunRequest } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";
import { ProfilingClient } from "./profiler.ts";
import { ThreadHost } from "./thread_host.ts";

/** The memories of the guests that this thread has run. */
const ended = new EndedMemories();

/** Sends a message to the caller's thread. */
type Post = (message: GuestMessage, handedOver?: Transferable[]) => void;

/** Runs a command in a new instance, and sends its outcome over the channel. */
export async function run(request: RunRequest, post: Post): Promise<void> {
  const channel = new Channel(request.channel);
  const client = request.profile
    ? new ProfilingClient(channel)
    : new BridgeClient(channel);
  const { threads } = request;
  if (threads) {
    return await host({ ...request, threads }, channel, client, post);
  }
  const outcome = await runOne(request, channel, client, post);
  channel.retained = ended.bytes;
  client.end(JSON.stringify(outcome));
}

/** What serves the calls of a guest, as `request` asks for it. */
function wasiFor(
  { args, env, maxOpenFiles, mountPoints, clock, randomSeed, trace }:
    RunRequest,
  client: BridgeClient,
  options: WasiOptions,
): Wasi {
  const stream = (name: keyof typeof standardHandle) =>
    new BridgeFile(client, standardHandle[name], name);
  return new Wasi({
    args,
    env,
    maxOpenFiles,
    preopens: Object.fromEntries(
      mountPoints.map((path, i) => [path, new BridgeFs(client, i)]),
    ),
    stdin: stream("stdin"),
    stdout: stream("stdout"),
    stderr: new PostedFile(client, standardHandle.stderr, "stderr"),
    ...(trace && { trace: lineSink(client) }),
    ...(clock && { clock: steppingClock(clock) }),
    ...(randomSeed !== undefined && { random: seededRandom(randomSeed) }),
    ...options,
  });
}

/**
 * Runs a guest whose threads run in further Workers, each with an instance. Sends its
 * outcome as soon as nothing can change it, and tells when the threads have left.
 */
async function host(
  request: ConstructorParameters<typeof ThreadHost>[0],
  channel: Channel,
  client: BridgeClient,
  post: Post,
): Promise<void> {
  const clock = request.clock && steppingClock(request.clock);
  let threads: ThreadHost | undefined;
  let outcome: GuestOutcome;
  try {
    threads = new ThreadHost(request, channel, {
      wasi: (options) =>
        wasiFor(request, client, { ...options, ...(clock && { clock }) }),
      clock,
      trace: request.trace ? lineSink(client) : undefined,
      post,
    });
    outcome = await threads.run();
  } catch (error) {
    outcome = outcomeOf(error);
  }
  if (
    threads && outcome.type === "exit" && client instanceof ProfilingClient
  ) {
    // Their times are known once they have left.
    threads.waitForLeaving();
    const profile = threads.profile(client.profiler.waitTime);
    outcome = { ...outcome, profile };
  }
  client.end(JSON.stringify(outcome));
  const isOver = threads?.waitForLeaving() ?? true;
  if (threads) ended.addShared(threads.touchedBytes);
  channel.retained = ended.bytes;
  post({ type: "left", isOver });
}

/** Runs a guest that needs one instance. */
async function runOne(
  request: RunRequest,
  channel: Channel,
  client: BridgeClient,
  post: Post,
): Promise<GuestOutcome> {
  const { interrupt } = channel;
  return await execute(request.module, {
    wasi: wasiFor(request, client, { interrupt }),
    interrupt,
    profiler: client instanceof ProfilingClient ? client.profiler : undefined,
    onLoops: (loops) => post({ type: "started", interrupt: loops }),
    onMemory: (memory) => ended.add(memory),
  });
}

/** Writes each line of a trace in one write. */
function lineSink(client: BridgeClient): (line: string) => void {
  const file = new BridgeFile(client, standardHandle.trace, "trace");
  return (line) => {
    file.writeString(line);
  };
}
