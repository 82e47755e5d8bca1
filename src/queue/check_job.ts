// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type Check,
  checkOptions,
  limit,
  list,
  number,
  oneOf,
  type OptionTable,
  record,
  refusal,
  text,
  that,
} from "../../vfs/check.ts";
import { checkPlan } from "../media/recipe/run_plan.ts";
import type { Plan } from "../media/recipe/plan.ts";
import { canonicalPath } from "../../vfs/path.ts";
import { fromBase64 } from "../util/base64.ts";
import { JobRequestError } from "./job_error.ts";
import type {
  JobLimits,
  JobRequest,
  JobReturns,
  JobSource,
  JobTarget,
} from "./job_request.ts";

/** How large a job may be as JSON, in characters: what is larger belongs in a store. */
const MAX_LENGTH = 1_000_000;

/** How long a path or a key may be, in bytes: object stores take no longer ones. */
const MAX_PATH_BYTES = 1024;

/** Whether a path is so long that its directories alone would keep a worker busy. */
function isTooLong(path: string): boolean {
  return path.length > MAX_PATH_BYTES ||
    new TextEncoder().encode(path).length > MAX_PATH_BYTES;
}

/** Whether a path names something below a root, and has nothing that leads up. */
function isBelow(path: unknown): boolean {
  return typeof path === "string" && /[^/]/.test(path) &&
    !path.includes("\0") && path.isWellFormed() &&
    !path.split("/").some((name) => name === ".." || name === ".");
}

/** A path in a store: never its root, which a directory would replace. */
const key = that(
  (value) => isBelow(value) && !isTooLong(value as string),
  `a path below the root, without . and .., of at most ${MAX_PATH_BYTES} bytes`,
);

const name = that(
  (value) => typeof value === "string" && value !== "",
  "the name of a store",
);

const base64 = that(
  (value) => typeof value === "string" && fromBase64(value) !== undefined,
  "base64",
);

/** What each kind of source may be. */
const sources: Readonly<Record<string, OptionTable<object>>> = {
  store: { store: name, key } as OptionTable<object>,
  url: {
    url: that((value) => URL.canParse(value as string), "a URL"),
  } as OptionTable<object>,
  base64: { base64 } as OptionTable<object>,
};

const source: Check = (owner, value) => {
  const kind = Object.keys(sources).find((kind) =>
    Object.hasOwn(Object(value), kind)
  );
  if (kind === undefined) {
    throw refusal(
      `\`${owner}\``,
      value,
      "{ store, key }, { url } or { base64 }",
    );
  }
  whole(owner, value as object, sources[kind]!);
};

const target: Check = (owner, value) =>
  whole(
    owner,
    value as JobTarget,
    { store: name, key } satisfies OptionTable<JobTarget>,
  );

/** All options of a table, none of which may be missing. */
function whole<T extends object>(
  owner: string,
  value: T,
  table: OptionTable<T>,
): void {
  checkOptions(owner, value, table);
  for (const [name, check] of Object.entries(table)) {
    (check as Check)(`${owner}.${name}`, value?.[name as keyof T]);
  }
}

const limits: OptionTable<JobLimits> = {
  timeout: number({ isLimit: true }),
  maxBytes: limit,
};

const returns: OptionTable<JobReturns> = {
  probe: list(text),
  log: number({ isWhole: true }),
};

const table: OptionTable<JobRequest> = {
  version: that((value) => value === 1, "1"),
  args: list(text),
  plan: (_, value) => checkPlan(value as Plan),
  inputs: record(source),
  outputs: record(target),
  limits: (name, value) => checkOptions(name, value as JobLimits, limits),
  priority: oneOf("interactive", "batch"),
  key: that(
    (value) =>
      typeof value === "string" && value.length > 0 && value.length <= 1024,
    "a text of 1 to 1024 characters",
  ),
  tenant: that(
    (value) =>
      typeof value === "string" && value.length > 0 && value.length <= 256,
    "a text of 1 to 256 characters",
  ),
  returns: (name, value) => checkOptions(name, value as JobReturns, returns),
};

/**
 * Checks that a value, from wherever it comes, is a job.
 *
 * @returns The job, as a copy of its own.
 * @throws {JobRequestError} when it is none; the message says what to give.
 */
export function checkJob(value: unknown): JobRequest {
  try {
    return checked(value);
  } catch (cause) {
    const { message } = cause as Error;
    throw new JobRequestError(message, { cause });
  }
}

function checked(value: unknown): JobRequest {
  checkOptions("a job", value as JobRequest, table);
  // What bounds nothing is not in JSON.
  const json = JSON.stringify(
    value,
    (_, part) => part === Infinity ? undefined : part,
  );
  if (json === undefined || json.length > MAX_LENGTH) {
    throw new TypeError(
      `Cannot use a job: received ${
        json?.length ?? 0
      } characters of JSON; give ` +
        `1 to ${MAX_LENGTH}, and put files into a store`,
    );
  }
  const job = JSON.parse(json) as JobRequest;
  checkOptions("a job", job, table);
  table.version("version", job.version);
  if ((job.args === undefined) === (job.plan === undefined)) {
    throw refusal(
      "a job",
      job.args === undefined ? undefined : "args and plan",
      "exactly one of `args` and `plan`",
    );
  }
  const paths = new Set<string>();
  for (const kind of ["inputs", "outputs"] as const) {
    for (const [path, place] of Object.entries(job[kind] ?? {})) {
      checkPlace(kind, path, place);
      const own = canonicalPath(path, "mount");
      if (paths.has(own)) {
        throw refusal(`\`${kind}\``, path, "each path once");
      }
      paths.add(own);
    }
  }
  checkTargets(job);
  for (const path of job.returns?.probe ?? []) {
    if (Object.hasOwn(job.outputs ?? {}, path)) continue;
    throw refusal("`returns.probe`", path, "paths of `outputs`");
  }
  return job;
}

/**
 * An output that replaced another would be lost; and one that replaced an input, read by
 * the next attempt in its place.
 */
function checkTargets({ inputs = {}, outputs = {} }: JobRequest): void {
  const sources = Object.values(inputs).filter((source) => "store" in source);
  const places = [...sources, ...Object.values(outputs)].map((place, i) => ({
    // What contains others comes directly before one of them.
    name: `${place.store}\0${canonicalPath(place.key, "mount")}/`,
    key: place.key,
    isOutput: i >= sources.length,
  })).sort((a, b) => a.name < b.name ? -1 : Number(a.name > b.name));
  for (const [i, next] of places.slice(1).entries()) {
    const { name, isOutput } = places[i]!;
    if (!next.name.startsWith(name) || !isOutput && !next.isOutput) continue;
    throw refusal(
      "`outputs`",
      next.key,
      "keys apart from those of the inputs and of each other",
    );
  }
}

function checkPlace(
  kind: "inputs" | "outputs",
  path: string,
  place: JobSource | JobTarget,
): void {
  if (!path.startsWith("/") || !isBelow(path) || isTooLong(path)) {
    throw refusal(
      `\`${kind}\``,
      path,
      `absolute paths without . and .., of at most ${MAX_PATH_BYTES} bytes`,
    );
  }
  const isFolder = path.endsWith("/");
  if (kind === "inputs" && isFolder) {
    throw refusal("`inputs`", path, "a path for each file");
  }
  if (
    kind === "outputs" && isFolder !== (place as JobTarget).key.endsWith("/")
  ) {
    throw refusal(
      "`outputs`",
      path,
      "a path and a key that both end in /, or neither",
    );
  }
}
