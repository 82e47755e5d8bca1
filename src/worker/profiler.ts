// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BridgeClient } from "../bridge/client.ts";
import type { WasiFunction, WasiImports } from "../wasi/mod.ts";
import type { Profile } from "./profile.ts";

/** The cost of a function of the host so far. */
interface Cost {
  count: number;
  time: number;
}

/** Measures how a run spends its time. */
export class Profiler {
  readonly #calls: Record<string, Cost> = {};
  readonly #start = performance.now();
  #instantiated = this.#start;
  #waitingMs = 0;

  /** Wraps the imports so that each records its time. */
  measure(imports: WasiImports): WasiImports {
    const measured: WasiImports = {};
    for (const [module, functions] of Object.entries(imports)) {
      measured[module] = {};
      for (const [name, call] of Object.entries(functions)) {
        measured[module][name] = this.#measure(name, call);
      }
    }
    return measured;
  }

  /** Records that the module was instantiated. */
  instantiated(): void {
    this.#instantiated = performance.now();
  }

  /** Records that the guest waited for the caller since `start`. */
  waited(start: number): void {
    this.#waitingMs += performance.now() - start;
  }

  /** How long the guest has waited for the caller. */
  get waitTime(): number {
    return this.#waitingMs;
  }

  /** The profile of the run, once it has ended. */
  profile(): Profile {
    const calls = Object.entries(this.#calls)
      .filter(([, { count }]) => count > 0)
      .sort(([, a], [, b]) => b.time - a.time);
    const hostTime = calls.reduce((sum, [, { time }]) => sum + time, 0);
    const now = performance.now();
    return {
      instantiateTime: this.#instantiated - this.#start,
      wasmTime: now - this.#instantiated - hostTime,
      hostTime: hostTime - this.#waitingMs,
      waitTime: this.#waitingMs,
      calls: Object.fromEntries(calls),
    };
  }

  #measure(name: string, call: WasiFunction): WasiFunction {
    const cost: Cost = this.#calls[name] ??= { count: 0, time: 0 };
    return (...args) => {
      const start = performance.now();
      try {
        return call(...args);
      } finally {
        cost.count++;
        cost.time += performance.now() - start;
      }
    };
  }
}

/** A client that records how long it waits. */
export class ProfilingClient extends BridgeClient {
  readonly profiler: Profiler = new Profiler();

  override call(...request: Parameters<BridgeClient["call"]>): number {
    const start = performance.now();
    try {
      return super.call(...request);
    } finally {
      this.profiler.waited(start);
    }
  }
}
