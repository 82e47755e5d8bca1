// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Random } from "../tests/support/random.ts";
import type { QueueCosts } from "./queue_costs.ts";

/** From 0 to 1. */
function share(random: Random): number {
  return random.below(1e6) / 1e6;
}

/** What happens at a time. */
interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Lets things happen in the order of their times. */
class Clock {
  now = 0;
  readonly #heap: Event[] = [];

  /** Has something happen later. */
  after(seconds: number, run: () => void): void {
    const heap = this.#heap;
    let i = heap.push({ at: this.now + seconds, run }) - 1;
    while (i > 0) {
      const above = (i - 1) >> 1;
      if (heap[above]!.at <= heap[i]!.at) break;
      [heap[above], heap[i]] = [heap[i]!, heap[above]!];
      i = above;
    }
  }

  /** Until nothing is left to happen, or until `end`. */
  run(end = Infinity): void {
    for (let next; (next = this.#take()) && next.at <= end;) {
      this.now = next.at;
      next.run();
    }
  }

  #take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || first === last) return first;
    heap[0] = last!;
    for (let i = 0;;) {
      const below = [2 * i + 1, 2 * i + 2].filter((j) => j < heap.length)
        .sort((a, b) => heap[a]!.at - heap[b]!.at)[0];
      if (below === undefined || heap[i]!.at <= heap[below]!.at) return first;
      [heap[i], heap[below]] = [heap[below]!, heap[i]!];
      i = below;
    }
  }
}

/** A server that does one thing after another, as Redis does. */
class Serial {
  /** How long it has worked. */
  busy = 0;
  /** How long each thing has waited for its end. */
  readonly waits: number[] = [];
  readonly #clock: Clock;
  #free = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does something that takes `micros`, and then the rest. */
  do(micros: number, then: () => void = () => {}): void {
    const seconds = micros / 1e6;
    const { now } = this.#clock;
    this.#free = Math.max(this.#free, now) + seconds;
    this.busy += seconds;
    this.waits.push(this.#free - now);
    this.#clock.after(this.#free - now, then);
  }
}

/** How a server fares with many workers. */
export interface Dispatch {
  /** How much of a processor it takes, from 0 to 1. */
  readonly share: number;
  readonly jobsPerSecond: number;
  /** How long 99 of 100 answers take at most, in milliseconds. */
  readonly p99: number;
}

/**
 * Simulates workers that are never without a job.
 *
 * @param workers How many run at the same time.
 * @param seconds How long a job takes.
 */
export function simulateDispatch(
  costs: QueueCosts,
  workers: number,
  seconds: number,
): Dispatch {
  const clock = new Clock();
  const random = new Random(1);
  const redis = new Serial(clock);
  const end = 20 + 3 * seconds;
  let done = 0;
  const work = (length: number) => {
    for (let at = 0.5; at < length; at += 0.5) {
      clock.after(at, () => redis.do(costs.progress));
    }
    clock.after(length, () => {
      done++;
      redis.do(
        costs.add + costs.job,
        () => work(seconds * (0.5 + share(random))),
      );
    });
  };
  for (let i = 0; i < workers; i++) {
    // They are not all at the same point of their work.
    clock.after(share(random), () => work(seconds * share(random)));
    const tick = () => {
      redis.do(costs.workerSecond);
      clock.after(1, tick);
    };
    clock.after(share(random), tick);
  }
  clock.run(end);
  const waits = redis.waits.toSorted((a, b) => a - b);
  return {
    share: redis.busy / end,
    jobsPerSecond: done / end,
    p99: 1000 * waits[Math.floor(0.99 * waits.length)]!,
  };
}

/** What is known of the machines that make parts, of the store, and of the video. */
export interface Film {
  readonly hours: number;
  readonly bytes: number;
  /** How many bytes it becomes. */
  readonly outputBytes: number;
  /** How many seconds of video a worker encodes in one. */
  readonly encodeSpeed: number;
  /** The same for the sound. */
  readonly soundSpeed: number;
  /** How long it takes to list the packets of an hour, in seconds. */
  readonly listHour: number;
  /** How many bytes a worker joins in a second. */
  readonly joinRate: number;
  /** How long the store takes to answer, in seconds, and how much it sends in one. */
  readonly latency: number;
  readonly rate: number;
}

/** How long the steps of a split take, in seconds. */
export interface SplitTimes {
  readonly plan: number;
  /** Until the last part is there. */
  readonly parts: number;
  /** Until the sound is there. */
  readonly sound: number;
  readonly join: number;
  readonly all: number;
}

/** How long a worker that is lost holds its job, in seconds. */
const LOST = 7.5;

/** Simulates a film that is split over many workers, of which one in a hundred is lost. */
export function simulateSplit(
  costs: QueueCosts,
  film: Film,
  workers: number,
  parts: number,
): SplitTimes {
  const clock = new Clock();
  const random = new Random(2);
  const redis = new Serial(clock);
  const seconds = 3600 * film.hours;
  const plan = film.hours * film.listHour + film.bytes / film.rate;
  const ends = { parts: 0, sound: 0 };
  const waiting: { kind: "parts" | "sound"; length: number }[] = [];
  let free = workers;
  const begin = () => {
    if (free === 0 || waiting.length === 0) return;
    free--;
    const job = waiting.shift()!;
    const isLost = share(random) < 0.01;
    const length = job.length * (isLost ? share(random) : 1);
    redis.do(costs.job, () => {
      clock.after(length + (isLost ? LOST : 0), () => {
        if (isLost) waiting.push(job);
        else {
          free++;
          ends[job.kind] = Math.max(ends[job.kind], clock.now);
        }
        begin();
      });
      for (let at = 0.5; at < length; at += 0.5) {
        clock.after(at, () => redis.do(costs.progress));
      }
    });
  };
  const enter = (kind: "parts" | "sound", work: number, bytes: number) => {
    const length = work + 4 * film.latency + bytes / film.rate;
    redis.do(costs.add, () => {
      waiting.push({ kind, length });
      begin();
    });
  };
  // Scenes are not equally hard.
  const hardness = Array.from({ length: parts }, () => 0.5 + share(random));
  const all = hardness.reduce((sum, each) => sum + each, 0);
  for (let i = 0; i < parts; i++) {
    const work = seconds / film.encodeSpeed * hardness[i]! / all;
    const bytes = (film.bytes + film.outputBytes) / parts;
    clock.after(
      i * costs.programAdd / 1e6,
      () => enter("parts", work, bytes),
    );
  }
  // It reads all of the input for its sound.
  enter("sound", seconds / film.soundSpeed, film.bytes);
  clock.run();
  const join = Math.ceil(parts / 16) * film.latency +
    film.outputBytes / film.joinRate + 2 * film.outputBytes / film.rate;
  return {
    ...{ plan, parts: ends.parts, sound: ends.sound, join },
    all: plan + Math.max(ends.parts, ends.sound) + join,
  };
}
