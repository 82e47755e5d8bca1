// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** When jobs of a tenant may begin, so that no window of time has too many. */
export class TenantRate {
  readonly #jobs: number;
  readonly #per: number;
  readonly #begun = new Map<string, number[]>();

  constructor({ jobs, per }: { jobs: number; per: number }) {
    this.#jobs = jobs;
    this.#per = per;
  }

  /** Counts a job that begins now, and returns 0; or how long it must wait, in ms. */
  begin(tenant: string, now: number): number {
    const recent = (this.#begun.get(tenant) ?? [])
      .filter((time) => time > now - this.#per);
    // The order of the map is that of the last beginnings, so the oldest are first.
    this.#begun.delete(tenant);
    this.#begun.set(tenant, recent);
    for (const [other, times] of this.#begun) {
      if (other === tenant || times.at(-1)! > now - this.#per) break;
      this.#begun.delete(other);
    }
    if (recent.length >= this.#jobs) return recent[0]! + this.#per - now;
    recent.push(now);
    return 0;
  }
}
