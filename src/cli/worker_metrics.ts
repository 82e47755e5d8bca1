// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WorkerEvent } from "../queue/redis/redis_worker.ts";
import { version } from "./version.ts";

/** What a worker is doing. */
export type WorkerPhase = "starting" | "ready" | "disconnected" | "stopping";

const outcomes = ["completed", "failed", "cancelled", "handed back"] as const;

/** Counts what happens to jobs, for Prometheus. */
export class WorkerMetrics {
  readonly #size: number;
  readonly #ended = new Map(
    outcomes.map((outcome) => [outcome, { count: 0, seconds: 0 }]),
  );
  #running = 0;

  /** @param size How many jobs it runs at the same time. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Counts an event. */
  note({ event, duration = 0 }: WorkerEvent): void {
    if (event === "started") this.#running++;
    else {
      this.#running--;
      const ended = this.#ended.get(event)!;
      ended.count++;
      ended.seconds += duration / 1000;
    }
  }

  /** All counts in the text format of Prometheus. */
  text(phase: WorkerPhase): string {
    const perOutcome = (read: "count" | "seconds") =>
      [...this.#ended].map(([outcome, ended]): Sample => [
        `outcome="${outcome.replace(" ", "_")}"`,
        ended[read],
      ]);
    return [
      metric("afmpeg_worker_info", "gauge", "The version of afmpeg.", [
        [`version="${version}"`, 1],
      ]),
      metric("afmpeg_worker_ready", "gauge", "Whether it takes jobs.", [
        ["", Number(phase === "ready")],
      ]),
      metric("afmpeg_worker_size", "gauge", "How many jobs run at most.", [
        ["", this.#size],
      ]),
      metric("afmpeg_jobs_running", "gauge", "How many jobs run.", [
        ["", this.#running],
      ]),
      metric(
        "afmpeg_attempts_total",
        "counter",
        "How many attempts have ended, and how.",
        perOutcome("count"),
      ),
      metric(
        "afmpeg_attempt_seconds_total",
        "counter",
        "How long the attempts took that have ended.",
        perOutcome("seconds"),
      ),
    ].join("");
  }
}

/** The labels of a value, and the value. */
type Sample = readonly [labels: string, value: number];

function metric(
  name: string,
  type: "gauge" | "counter",
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(([labels, value]) =>
    `${name}${labels && `{${labels}}`} ${value}\n`
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}
