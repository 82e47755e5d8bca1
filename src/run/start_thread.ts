// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { builtin, isDeno } from "../../vfs/host/host.ts";
import { HostError } from "../util/errors.ts";

/** A thread of the host, as far as it is used. */
export interface Thread {
  postMessage(message: unknown, handedOver: Transferable[]): void;
  terminate(): unknown;
}

/** What is heard of a thread. */
export interface ThreadEvents {
  onMessage(message: unknown): void;
  /** It has failed, and may not answer any more. */
  onError(cause: unknown): void;
}

/** The part of `node:worker_threads` that is used. */
interface WorkerThreads {
  Worker: new (
    script: string | URL,
    options: {
      eval: boolean;
      name: string;
      env: Record<never, string>;
      argv: string[];
      execArgv: string[];
    },
  ) => Thread & {
    on(
      event: "message" | "messageerror" | "error" | "exit",
      listener: (value: unknown) => void,
    ): void;
  };
}

const NAME = "afmpeg";

/**
 * Evaluates the text that it is sent, which is faster in Deno: see
 * RATIONALE.md#in-deno-the-worker-gets-its-script-by-a-message.
 */
const EVALUATOR = "onmessage = ({ data }) => (0, eval)(data);";

/**
 * Starts a thread: the only function that knows how the host does so.
 *
 * By default a Worker comes from a `blob:` URL, because one from a local file would
 * need permission to read that file and everything that it imports. Node has no such
 * URLs for threads, and takes the text.
 *
 * @param script The text of a script that imports nothing.
 * @param url Where the same script is served, for pages that allow no `blob:` URL.
 * @throws {HostError} when the host refuses to start it at once.
 */
export function startThread(
  script: string,
  url: string | URL | undefined,
  events: ThreadEvents,
): Thread {
  return typeof Worker === "function"
    ? startWorker(script, url, events)
    : startNodeThread(script, url, events);
}

function startWorker(
  script: string,
  url: string | URL | undefined,
  { onMessage, onError }: ThreadEvents,
): Thread {
  const isSent = isDeno && url === undefined && canEvaluate();
  const own = url ?? URL.createObjectURL(
    new Blob([isSent ? EVALUATOR : script], { type: "text/javascript" }),
  );
  let worker: Worker;
  try {
    worker = new Worker(own, { type: "module", name: NAME });
  } catch (cause) {
    throw refused(url, cause);
  }
  // A module is strict, other text only if it says so.
  if (isSent) worker.postMessage(`"use strict";\n${script}`);
  let hasStarted = false;
  worker.onmessage = ({ data }) => {
    if (!hasStarted && url === undefined) URL.revokeObjectURL(`${own}`);
    hasStarted = true;
    onMessage(data);
  };
  worker.onmessageerror = () => onError("a message that cannot be received");
  worker.onerror = (event) => {
    event.preventDefault();
    const cause = event.error ?? event.message;
    onError(hasStarted ? cause : refused(url, cause));
  };
  return worker;
}

/** Whether texts may be evaluated: a flag of V8 forbids it in the whole process. */
function canEvaluate(): boolean {
  try {
    (0, eval)("");
    return true;
  } catch {
    return false;
  }
}

function startNodeThread(
  script: string,
  url: string | URL | undefined,
  { onMessage, onError }: ThreadEvents,
): Thread {
  const threads = builtin<WorkerThreads>("node:worker_threads");
  if (!threads) throw refused(url, "no Worker");
  // It inherits nothing: neither variables nor what the program was started with.
  const worker = new threads.Worker(url === undefined ? script : new URL(url), {
    ...{ eval: url === undefined, name: NAME },
    ...{ env: {}, argv: [], execArgv: [] },
  });
  worker.on("message", onMessage);
  worker.on("messageerror", onError);
  worker.on("error", onError);
  worker.on("exit", (code) => onError(`the exit code ${code}`));
  return worker;
}

function refused(url: string | URL | undefined, cause: unknown): HostError {
  const advice = url === undefined
    ? "if this is a page, send `worker-src blob:` and `script-src 'self' " +
      "'wasm-unsafe-eval'` in its Content-Security-Policy, or serve the package's " +
      "`worker.js` and give its URL as `workerUrl`"
    : `see that "${url}" is the \`worker.js\` of this version, from the origin of the page`;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HostError(`Cannot start a thread: received "${why}"; ${advice}`, {
    missing: "threads",
    cause,
  });
}
