// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What it costs to make a guest interruptible, and how soon it stops:
 * `deno run -A bench/interrupt_bench.ts [rewrite|checks|abort]`
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../mod.ts";
import { WorkerThread } from "../src/run/worker_thread.ts";
import { Channel } from "../src/bridge/channel.ts";
import { Capture } from "../src/run/streams/capture.ts";
import { rewrite } from "../src/wasm/mod.ts";
import { BaseFile } from "../vfs/base_file.ts";
import { engineBytes } from "../tests/support/engine.ts";
import { Random } from "../tests/support/random.ts";
import { compare, cpuTime, median } from "./compare.ts";

const bytes = await engineBytes("gpl", { interruptible: false });

/** How long rewriting takes; the first time counts, because a module is rewritten once. */
function rewriting(): Promise<void> {
  const megabytes = bytes.length / 1e6;
  const times = Array.from({ length: 10 }, () => {
    const start = cpuTime();
    rewrite(bytes, { interrupt: true, maxMemoryBytes: 2 ** 30 });
    return (cpuTime() - start) / megabytes;
  });
  console.log(
    `\nRewriting ${megabytes.toFixed(1)} MB: ${
      times[0]!.toFixed(1)
    } ms per MB` +
      ` the first time, ${median(times).toFixed(1)} later`,
  );
  return Promise.resolve();
}

/** How much longer a job takes with checks than without. */
async function overhead(): Promise<void> {
  const plain = await Runtime.create({
    module: { bytes },
    interruptible: false,
  });
  const checked = await Runtime.create({ module: { bytes } });
  const fs = new MemoryFs();
  const source = "-f lavfi -i testsrc2=size=640x360:rate=25";
  const run = async (runtime: Runtime, command: string) => {
    const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
    assertEquals(exitCode, 0, stderr);
  };
  const encode = "-c:v libx264 -preset veryfast -y";
  await run(checked, `${source} -t 20 ${encode} in.mp4`);
  const jobs = {
    "x264 encode, 640x360": `-i in.mp4 -t 3 ${encode} out.mp4`,
    "h264 decode, 640x360": "-i in.mp4 -f null -",
    "aac encode": "-f lavfi -i anoisesrc=d=20 -c:a aac -y out.m4a",
  };
  for (const [name, command] of Object.entries(jobs)) {
    await compare(
      `${name}: CPU time`,
      15,
      {
        "without checks": () => run(plain, command),
        "with checks": () => run(checked, command),
      },
      1,
      cpuTime,
    );
  }
  await plain.close();
  await checked.close();
}

/**
 * How long a guest goes on after it was stopped, at 1,000 random moments of an
 * encode; and a thread that does nothing but look for the word to stop, in turn with
 * it: what the machine takes by itself.
 */
async function abortLatency(): Promise<void> {
  const thread = new WorkerThread();
  const answer = await thread.prepare({
    bytes: await engineBytes("gpl"),
    interruptible: true,
    maxMemoryBytes: 2 ** 30,
  });
  assert(answer.type === "prepared");
  const { module } = answer;
  const run = (command: string, signal: AbortSignal) =>
    thread.run(
      {
        module,
        args: ["ffmpeg", ...command.split(" ")],
        env: {},
        maxOpenFiles: 1024,
      },
      {
        mounts: { "/": new MemoryFs() },
        stdin: new BaseFile("stdin"),
        stdout: new Capture("stdout", 0),
        stderr: new Capture("stderr", 1e6),
      },
      new Channel(),
      signal,
    );
  const source = "-f lavfi -i testsrc2=size=640x360";
  const never = new AbortController().signal;
  const job = async () => {
    const start = cpuTime();
    const command = `${source} -frames:v 30 -c:v libx264 out.mkv`;
    assertEquals(await run(command, never), { type: "exit", exitCode: 0 });
    return cpuTime() - start;
  };
  const jobs = async () => {
    const times: number[] = [];
    for (let i = 0; i < 9; i++) times.push(await job());
    return median(times);
  };
  const before = await jobs();
  const random = new Random(1);
  const waiter = new Waiter();
  const guest: number[] = [];
  const nothing: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const moment = random.below(200);
    const controller = new AbortController();
    const ended = run(`${source} -c:v libx264 out.mkv`, controller.signal);
    await delay(moment);
    let start = performance.now();
    controller.abort();
    assertEquals(await ended, { type: "stopped" });
    guest.push(performance.now() - start);
    waiter.start();
    await delay(moment);
    start = performance.now();
    await waiter.stop();
    nothing.push(performance.now() - start);
  }
  const after = await jobs();
  thread.close();
  waiter.close();
  histogram("1,000 aborts of an encode, until the guest is gone", guest);
  histogram("1,000 times a thread that only waits for it", nothing);
  console.log(
    `\nCPU time of the same job: ${before.toFixed(0)} ms before, ` +
      `${after.toFixed(0)} ms after`,
  );
}

/** A thread that spins until it is told to stop. */
class Waiter {
  readonly #words = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor() {
    const script = `onmessage = ({ data: words }) => {
      while (Atomics.load(words, 0) === 0);
      Atomics.store(words, 1, 1);
      Atomics.notify(words, 1);
    };`;
    const url = URL.createObjectURL(new Blob([script]));
    this.#worker = new Worker(url, { type: "module" });
  }

  start(): void {
    this.#words.fill(0);
    this.#worker.postMessage(this.#words);
  }

  async stop(): Promise<void> {
    Atomics.store(this.#words, 0, 1);
    const wait = Atomics.waitAsync(this.#words, 1, 0);
    if (wait.async) await wait.value;
  }

  close(): void {
    this.#worker.terminate();
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function histogram(title: string, values: number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  console.log(`\n${title}`);
  let from = 0;
  for (const to of [0.5, 1, 2, 5, 10, 20, 50, Infinity]) {
    const count = sorted.filter((ms) => ms >= from && ms < to).length;
    const range = (to === Infinity ? `from ${from}` : `below ${to}`).padEnd(9);
    console.log(
      `  ${range} ms ${`${count}`.padStart(5)} ${"#".repeat(count / 20)}`,
    );
    from = to;
  }
  const at = (share: number) =>
    sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(2);
  console.log(`  median ${at(0.5)} ms, 99 % ${at(0.99)} ms, most ${at(1)} ms`);
}

const parts: Record<string, () => Promise<void>> = {
  rewrite: rewriting,
  checks: overhead,
  abort: abortLatency,
};
const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(parts);
for (const part of wanted) await parts[part]!();
