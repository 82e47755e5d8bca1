// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  callback,
  checkOptions,
  fileSystem,
  list,
  number,
  type OptionTable,
  record,
  refusal,
  that,
} from "../../vfs/check.ts";
import { LONGEST_TIMER_MS } from "../../vfs/longest_timer.ts";
import { isDirectoryUrl } from "./directory_url.ts";
import type { QueueOptions } from "./job_queue.ts";
import type { JobPlaces } from "./job_places.ts";

const count = number({ least: 1, isWhole: true });

/** What timers and servers can wait for. */
const milliseconds = number({
  least: 1,
  most: LONGEST_TIMER_MS,
  isWhole: true,
});

/** The checks of {@linkcode QueueOptions}. */
export const queueTable: OptionTable<QueueOptions> = {
  attempts: count,
  backoff: number(),
  keep: number({ isWhole: true }),
  tenantRate(name, value) {
    const rate = value as { jobs: number; per: number };
    checkOptions(name, rate, { jobs: count, per: milliseconds });
    for (const part of ["jobs", "per"] as const) {
      if (rate[part] === undefined) {
        throw refusal(`\`${name}.${part}\``, undefined, "a number");
      }
    }
  },
};

/** The checks of {@linkcode JobPlaces}. */
export const placesTable: OptionTable<JobPlaces> = {
  stores: record(fileSystem),
  urls: list(that(
    (value) => typeof value === "string" && isDirectoryUrl(value),
    "an http or https URL that ends with /, without credentials",
  )),
  scratch: callback,
};

/** Options of a queue, of which these are always known. */
type KnownOptions =
  & Omit<QueueOptions, "attempts" | "backoff" | "keep">
  & { readonly [Name in "attempts" | "backoff" | "keep"]: number };

/** The options with the default of each that is not given. */
export function withDefaults(
  { attempts = 3, backoff = 1000, keep = 1000, tenantRate }: QueueOptions,
): KnownOptions {
  return { attempts, backoff, keep, tenantRate };
}
