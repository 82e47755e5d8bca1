// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Result } from "../run/result.ts";

/** How a run spent its time. */
export type Profile = NonNullable<Result["profile"]>;

/** How many functions are listed. */
const MOST = 5;

/** Describes in lines how a run spent its time. */
export function profileText(profile: Profile): string {
  const { instantiateTime, wasmTime, hostTime, waitTime, calls } = profile;
  const names = Object.entries(calls).slice(0, MOST);
  const width = Math.max(...names.map(([name]) => name.length));
  return [
    `time: ${ms(instantiateTime)} to start, ${ms(wasmTime)} in the program, ` +
    `${ms(hostTime)} in calls, ${ms(waitTime)} waiting for files and streams`,
    ...names.map(([name, { count, time }]) =>
      `  ${name.padEnd(width)}  ${count} calls, ${ms(time)}`
    ),
  ].map((line) => `${line}\n`).join("");
}

function ms(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}
