// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import { Wasi } from "../src/wasi/mod.ts";
import { Env } from "../src/env/mod.ts";
import { hasThreads } from "../src/abi/threads_module.ts";
import { Threads } from "../src/worker/threads.ts";
import { WorkerThread } from "../src/run/worker_thread.ts";
import { BridgeCalls } from "./bridge_calls.ts";
import { cpuTime, median } from "./compare.ts";
import { timed } from "./contender.ts";
import type { Figure } from "./report.ts";

const KiB = 1024;
const DATA_BYTES = 256 * KiB;
const SIZES = [0, 4 * KiB, 32 * KiB, DATA_BYTES, 1024 * KiB];

/** What the parts of a run cost. */
export async function micro(file: string, rounds: number): Promise<Figure[]> {
  const bytes = await Deno.readFile(file);
  const megabytes = bytes.length / 1e6;
  const figures: Figure[] = [];
  const add = (name: string, value: number, unit: string) => {
    figures.push({ name, value, unit });
    console.log(
      `${name.padEnd(52)} ${value.toPrecision(3).padStart(8)} ${unit}`,
    );
  };
  const often = (work: () => unknown) => medianCpu(rounds, work);

  console.log("\nParts");
  // Different bytes each time: V8 caches what it has compiled.
  let salt = 0;
  const compiling = await often(() =>
    new WebAssembly.Module(withSection(bytes, `${salt++}`))
  );
  add("compiling, for each MB", compiling / megabytes, "ms, processor");

  const module = new WebAssembly.Module(bytes);
  const instantiating = await often(() => {
    const threads = hasThreads(module) ? new Threads(() => {}) : undefined;
    new WebAssembly.Instance(module, {
      ...new Wasi().imports,
      ...new Env(module).imports,
      ...threads?.imports,
    });
  });
  add("instantiating", instantiating, "ms, processor");
  const starting = await often(async () => {
    const thread = new WorkerThread();
    // The smallest module: the answer comes when the thread has started.
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const maxMemoryBytes = 2 ** 30;
    await thread.prepare({
      bytes: empty,
      interruptible: false,
      maxMemoryBytes,
    });
    thread.close();
  });
  add("starting a thread for guests", starting, "ms, processor");

  for (const kind of ["write", "read"] as const) {
    for (const size of SIZES) {
      if (size === 0 && kind === "read") continue;
      const calls = size > 32 * KiB ? 2000 : 20_000;
      const ms = await bridgeMs(kind, size, calls, rounds);
      const name = size === 0
        ? "bridge: a call without data"
        : `bridge: ${kind} ${size / KiB} KiB`;
      add(name, ms * 1000 / calls, "µs");
      if (size === DATA_BYTES) add(name, size * calls / ms / 1e6, "GB/s");
    }
  }
  add(
    "memory at the peak, beyond that of the bare shim",
    (await peakBytes("afmpeg", file) - await peakBytes("bare", file)) / 1e6,
    "MB",
  );
  return figures;
}

async function medianCpu(
  rounds: number,
  work: () => unknown,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const { cpuMs } = await timed(cpuTime, async () => await work());
    if (round > 0) times.push(cpuMs);
  }
  return median(times);
}

/** The module with a custom section of that name at its end, otherwise unchanged. */
function withSection(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(name);
  const changed = new Uint8Array(bytes.length + 3 + text.length);
  changed.set(bytes);
  changed.set([0, text.length + 1, text.length, ...text], bytes.length);
  return changed;
}

/** How long `calls` calls of a guest's thread take, each of which moves `size` bytes. */
async function bridgeMs(
  kind: "write" | "read",
  size: number,
  calls: number,
  rounds: number,
): Promise<number> {
  using bridge = new BridgeCalls();
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const ms = await bridge.time(kind, size, calls);
    if (round > 0) times.push(ms);
  }
  return median(times);
}

/** The peak memory of a process that remuxes a small file. */
async function peakBytes(
  how: "afmpeg" | "bare",
  file: string,
): Promise<number> {
  const script = fromFileUrl(new URL("./peak.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, how, file],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}
