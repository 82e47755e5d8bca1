// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Calls through the bridge, one of each kind, compared with the bridge of another
 * checkout: `deno run -A bench/bridge_bench.ts ../other`. Without one, this checkout is
 * compared with itself, which shows the noise of the machine.
 *
 * Many short rounds, of which the best count: if others use the processors, a round in
 * which a thread had to wait for one says nothing about the bridge.
 *
 * @module
 */
import { resolve, toFileUrl } from "@std/path/posix";
import { BridgeCalls } from "./bridge_calls.ts";
import type { BridgeCall } from "./bridge_worker.ts";

const KiB = 1024;
const ROUNDS = 300;
const other = new URL(`${toFileUrl(resolve(Deno.args[0] ?? "."))}/`).href;

using before = new BridgeCalls(other);
using after = new BridgeCalls();

console.log(
  "µs for each call in the best rounds: the other, this; their ratio",
);
for (
  const [call, size, calls] of [
    ["write", 0, 400],
    ["write", 4 * KiB, 400],
    ["write", 32 * KiB, 400],
    ["read", 4 * KiB, 400],
    ["read", 32 * KiB, 400],
    ["read", 1024 * KiB, 20],
    ["seek", 0, 400],
    ["stat", 0, 400],
    ["lookup", 0, 400],
    ["rename", 0, 400],
    ["open", 0, 200],
  ] as [BridgeCall, number, number][]
) {
  const times: Record<"before" | "after", number[]> = { before: [], after: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // Each goes first equally often, so that neither gains from the other's leftovers.
    const order = round % 2 === 0
      ? ["before", "after"] as const
      : ["after", "before"] as const;
    for (const which of order) {
      const bridge = which === "before" ? before : after;
      times[which].push(await bridge.time(call, size, calls) * 1000 / calls);
    }
  }
  const [was, is] = [best(times.before), best(times.after)];
  console.log(
    `${call.padEnd(7)} ${`${size / KiB} KiB`.padEnd(9)}`,
    was.toFixed(2).padStart(7),
    is.toFixed(2).padStart(7),
    ` ${(is / was).toFixed(2)}`,
  );
}

/** The 5th percentile of the rounds. */
function best(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 20)]!;
}
