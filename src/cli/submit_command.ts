// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { QueuedJob } from "../queue/job_queue.ts";
import type { JobRequest, JobSource, JobTarget } from "../queue/job_request.ts";
import type { Call, Command, ValueOption } from "./command.ts";
import { exitCodes } from "./exit_codes.ts";
import { bytesOption, timeoutOption, timeUnits } from "./guest_options.ts";
import { Interrupts } from "./interrupts.ts";
import { openQueue, queueOptions } from "./queue_settings.ts";
import { reporterFor } from "./reporter.ts";
import { standardInput } from "./standard_streams.ts";
import { print, printError } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { oneOf, text, type ValueKind } from "./values.ts";
import { visibleLines } from "./visible.ts";

/** A file of a job, and where it is. */
type Placed<T> = readonly [path: string, place: T];

const target: ValueKind<Placed<JobTarget>> = {
  advice: "give /out.mp4=STORE:KEY",
  read(value) {
    const [, path, store, key] = /^(\/[^=]*)=([^:]+):(.+)$/s.exec(value) ?? [];
    return path && store && key ? [path, { store, key }] : undefined;
  },
};

const source: ValueKind<Placed<JobSource>> = {
  advice: "give /in.mp4=STORE:KEY, or /in.mp4=https://...",
  read(value) {
    const [, path, url] = /^(\/[^=]*)=(https?:\/\/.+)$/s.exec(value) ?? [];
    return path && url && URL.canParse(url)
      ? [path, { url }]
      : target.read(value);
  },
};

const inputOption: ValueOption<Placed<JobSource>> = {
  name: "input",
  value: "PATH=STORE:KEY",
  kind: source,
  summary: "a file to read, or PATH=URL; repeatable",
  isRepeatable: true,
};

const outputOption: ValueOption<Placed<JobTarget>> = {
  name: "output",
  value: "PATH=STORE:KEY",
  kind: target,
  summary: "a file to write, or with / a directory; repeatable",
  isRepeatable: true,
};

const keyOption: ValueOption<string> = {
  name: "key",
  value: "TEXT",
  kind: text,
  summary: "jobs with the same one are one job",
};

const priorityOption: ValueOption<"interactive" | "batch"> = {
  name: "priority",
  value: "WORD",
  kind: oneOf("interactive", "batch"),
  summary: "interactive or batch (batch)",
};

const tenantOption: ValueOption<string> = {
  name: "tenant",
  value: "TEXT",
  kind: text,
  summary: "for whom it is",
};

/** `afmpeg submit`, which adds a job to a queue. */
export const submitCommand: Command = {
  name: "submit",
  summary: "add a job to a queue on a Redis server",
  group: "share work",
  operands: "[options] FILE | - | -- ARGUMENTS",
  details:
    `Adds a job that \`afmpeg worker\` does: JSON from a file or stdin, or arguments of
ffmpeg, which sees its inputs and outputs at each PATH. Prints its id, or
with --wait its result as JSON.

${timeUnits}`,
  options: [
    ...queueOptions,
    inputOption,
    outputOption,
    keyOption,
    priorityOption,
    tenantOption,
    timeoutOption,
    bytesOption,
    { name: "wait", summary: "show progress, and print the result" },
    { name: "dry-run", summary: "print the job and do not add it" },
  ],
  passesRest: true,
  async run(call) {
    const request = await requestOf(call);
    if (call.has("dry-run")) {
      print(`${JSON.stringify(request, null, 2)}\n`);
      return 0;
    }
    using interrupts = new Interrupts();
    await using queue = await openQueue(call);
    const job = await queue.add(request);
    if (call.has("wait")) return await wait(call, job, interrupts.signal);
    print(`${job.id}\n`);
    return 0;
  },
};

/** The job that a call describes, checked. */
async function requestOf(call: Call): Promise<JobRequest> {
  const { checkJob } = await import("../queue/check_job.ts");
  const given = call.rest.length > 0 ? described(call) : await read(call);
  const [timeout, maxBytes] = [
    call.read(timeoutOption),
    call.read(bytesOption),
  ];
  const limits = {
    ...(timeout !== undefined && { timeout }),
    ...(maxBytes !== undefined && { maxBytes }),
  };
  const own = {
    key: call.read(keyOption),
    priority: call.read(priorityOption),
    tenant: call.read(tenantOption),
    ...(Object.keys(limits).length > 0 && {
      limits: { ...Object(given).limits, ...limits },
    }),
  };
  const options = Object.entries(own)
    .filter(([, value]) => value !== undefined);
  try {
    return checkJob(
      options.length === 0
        ? given
        : { ...given as object, ...Object.fromEntries(options) },
    );
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** A job of the arguments of ffmpeg. */
function described(call: Call): unknown {
  if (call.operands.length > 0) {
    throw new UsageError(
      `Cannot submit a job: received "${
        call.operands[0]
      }" and arguments after ` +
        "`--`; give one of both",
    );
  }
  return {
    version: 1,
    args: call.rest,
    inputs: placed(call, inputOption),
    outputs: placed(call, outputOption),
  };
}

function placed<T>(
  call: Call,
  option: ValueOption<Placed<T>>,
): Record<string, T> {
  const all = call.readAll(option);
  const paths = new Set(all.map(([path]) => path));
  if (paths.size === all.length) return Object.fromEntries(all);
  throw new UsageError(
    `Cannot use the option --${option.name}: received a path twice; give each once`,
  );
}

/** A job from a file or stdin. */
async function read(call: Call): Promise<unknown> {
  const [name, ...more] = call.operands;
  if (name === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot submit a job: received ${operandsText(call)}; give a ` +
        "file, or - for stdin, or the arguments of ffmpeg after `--`",
    );
  }
  for (const { name } of [inputOption, outputOption]) {
    if (!call.has(name)) continue;
    throw new UsageError(
      `Cannot use the option --${name}: received a job from a file; name it there`,
    );
  }
  const json = name === "-"
    ? await new Response(standardInput()).text()
    : await Deno.readTextFile(name);
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(
      `Cannot read a job: received "${
        (cause as Error).message
      }"; give JSON, such as --dry-run prints`,
      { cause },
    );
  }
}

/** Waits for the end of a job. Returns the exit code. */
async function wait(
  call: Call,
  job: QueuedJob,
  signal: AbortSignal,
): Promise<number> {
  const { JobFailedError } = await import("../queue/job_error.ts");
  using reporter = reporterFor(call);
  const show = async () => {
    for await (const progress of job.progress()) {
      reporter.progress({ ...unknown, ...progress });
    }
  };
  // It ends with the job, or with the queue.
  show().catch(() => {});
  try {
    const result = await job.result({ signal });
    reporter[Symbol.dispose]();
    print(`${JSON.stringify({ id: job.id, ...result }, null, 2)}\n`);
    return 0;
  } catch (error) {
    reporter[Symbol.dispose]();
    if (signal.aborted) {
      printError(
        `afmpeg submit: The job goes on; afmpeg jobs --cancel ${job.id} stops it\n`,
      );
    }
    if (!(error instanceof JobFailedError)) throw error;
    const { exitCode, name } = error.reason;
    const code = name === "TimeoutError" ? exitCodes.timeout : exitCode;
    if (typeof code !== "number") throw error;
    printError(`afmpeg submit: ${visibleLines(error.message)}\n`);
    return code;
  }
}

/** What is not known of a run elsewhere. */
const unknown = {
  ...{ frame: undefined, fps: undefined, bitrate: undefined },
  ...{ outTimeSec: undefined, totalSize: undefined, speed: undefined },
  ...{ dupFrames: undefined, dropFrames: undefined },
  ...{ fraction: undefined, fractionSource: undefined, isEnd: false },
} as const;
