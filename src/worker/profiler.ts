import { BridgeClient } from "../bridge/client.ts";
import type { WasiFunction, WasiImports } from "../wasi/mod.ts";
import type { Profile } from "./profile.ts";

/** What a function of the host has cost so far. */
interface Cost {
  count: number;
  time: number;
}

/** Measures what a run spends its time on. */
export class Profiler {
  readonly #calls: Record<string, Cost> = {};
  readonly #start = performance.now();
  #instantiated = this.#start;
  #waitingMs = 0;

  /** The imports, each of which notes its time. */
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

  /** Notes that the instance is there. */
  instantiated(): void {
    this.#instantiated = performance.now();
  }

  /** Notes that the guest waited for the caller since `start`. */
  waited(start: number): void {
    this.#waitingMs += performance.now() - start;
  }

  /** What the run has spent its time on, now that it has ended. */
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

/** A client that notes how long it waits. */
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
