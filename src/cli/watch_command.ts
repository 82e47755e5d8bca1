// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, extname, join } from "@std/path/posix";
import { LONGEST_TIMER_MS } from "../../vfs/longest_timer.ts";
import { carryOut } from "./carry_out.ts";
import type { Command, ValueOption } from "./command.ts";
import { exitCodes } from "./exit_codes.ts";
import { Interruption, Interrupts } from "./interrupts.ts";
import { isTaken } from "./overwrite.ts";
import { parseCall } from "./parse_call.ts";
import { printError } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { duration, text, type ValueKind } from "./values.ts";
import { visible } from "./visible.ts";

const ending: ValueKind<string> = {
  advice: "give one such as .mp4",
  read: (value) => /^\.\w{1,10}$/.test(value) ? value : undefined,
};

const toOption: ValueOption<string> = {
  name: "to",
  value: "DIRECTORY",
  kind: text,
  summary: "where outputs go; made if there is none",
};

const endingOption: ValueOption<string> = {
  name: "ending",
  value: ".ENDING",
  kind: ending,
  summary: "that of the outputs (that of the input)",
};

const settleOption: ValueOption<number> = {
  name: "settle",
  value: "TIME",
  kind: duration,
  summary: "how long a file must rest until it is complete (2s)",
};

const SETTLE_MS = 2000;

/** `afmpeg watch`, which runs one of `commands` on what arrives. */
export function watchCommand(commands: readonly Command[]): Command {
  return {
    name: "watch",
    summary: "run a recipe on files as they arrive",
    group: "make files",
    operands: "[options] DIRECTORY -- COMMAND [options]",
    details:
      `Runs COMMAND on each file in DIRECTORY that has no output yet, and on each that
arrives, until Ctrl-C. A file that fails is tried again when it changes. Names
that begin with a dot are left alone. COMMAND is one of these:
${commands.map(({ name }) => name).join(", ")}.`,
    options: [
      toOption,
      endingOption,
      settleOption,
      { name: "once", summary: "end when all that is there is done" },
    ],
    passesRest: true,
    async run(call) {
      const [directory, ...more] = call.operands;
      const [name, ...args] = call.rest;
      const command = commands.find((command) => command.name === name);
      if (directory === undefined || more.length > 0 || !command) {
        throw new UsageError(
          `Cannot watch: received ${
            directory === undefined || more.length > 0
              ? operandsText(call)
              : `the command ${name === undefined ? "none" : `"${name}"`}`
          }; give a directory, and a command after \`--\``,
        );
      }
      const target = call.read(toOption);
      if (target === undefined) {
        throw new UsageError(
          "Cannot watch: received no --to; give a directory",
        );
      }
      // What is wrong with its options is so for every file.
      parseCall(command, [...args, "in", "out"]);
      await Deno.mkdir(target, { recursive: true });
      assertApart(directory, target);
      const outputOf = (file: string) => {
        const suffix = extname(file);
        return join(
          target,
          basename(file, suffix) + (call.read(endingOption) ?? suffix),
        );
      };
      /** The file of each output: two of them may differ only in their endings. */
      const sources = new Map<string, string>();
      const isOnce = call.has("once");
      const settle = isOnce ? 0 : call.read(settleOption) ?? SETTLE_MS;
      return await watch(new Inbox(directory, settle), isOnce, async (file) => {
        const output = outputOf(file);
        const first = sources.get(output) ?? file;
        sources.set(output, first);
        if (first !== file) {
          const clash = `Cannot make "${output}" of "${file}": received ` +
            `"${first}" for it, too; rename one of them`;
          printError(`afmpeg watch: ${visible(clash)}\n`);
          return exitCodes.failure;
        }
        if (isTaken(output)) return 0;
        printError(`afmpeg watch: ${visible(`${file} -> ${output}`)}\n`);
        return await carryOut(command, [...args, "--", file, output]);
      });
    },
  };
}

/** Passes each file that is complete to `make`. Returns the exit code. */
async function watch(
  inbox: Inbox,
  isOnce: boolean,
  make: (file: string) => Promise<number>,
): Promise<number> {
  using interrupts = new Interrupts();
  const { signal } = interrupts;
  using arrivals = new Arrivals(inbox.directory, signal);
  let hasFailed = false;
  while (!signal.aborted) {
    const { ready, isWaiting } = inbox.scan();
    for (const file of ready) {
      const code = await make(file);
      if (signal.aborted) break;
      hasFailed ||= code !== 0;
    }
    if (signal.aborted || ready.length > 0) continue;
    if (isOnce) return hasFailed ? exitCodes.failure : 0;
    await arrivals.next(isWaiting ? inbox.settle : undefined);
  }
  const { reason } = signal;
  return reason instanceof Interruption ? reason.exitCode : exitCodes.failure;
}

/** The files of a directory, and since when they are as they are. */
class Inbox {
  readonly directory: string;
  /** How long a file must stay the same, in milliseconds. */
  readonly settle: number;
  readonly #seen = new Map<
    string,
    { readonly state: string; readonly since: number; isDone: boolean }
  >();

  constructor(directory: string, settle: number) {
    this.directory = directory;
    this.settle = settle;
  }

  /** The files that have become complete, and whether others may soon. */
  scan(): { ready: string[]; isWaiting: boolean } {
    const now = performance.now();
    const ready: string[] = [];
    let isWaiting = false;
    const names = Array.from(Deno.readDirSync(this.directory))
      .filter(({ name, isFile }) => isFile && !name.startsWith("."))
      .map(({ name }) => name).sort();
    for (const name of names) {
      const path = join(this.directory, name);
      const state = stateOf(path);
      if (state === undefined) continue;
      const before = this.#seen.get(name);
      const known = before?.state === state
        ? before
        : { state, since: now, isDone: false };
      this.#seen.set(name, known);
      if (known.isDone) continue;
      if (now - known.since >= this.settle) {
        known.isDone = true;
        ready.push(path);
      } else isWaiting = true;
    }
    return { ready, isWaiting };
  }
}

/** What changes when a file does; `undefined` if it is gone. */
function stateOf(path: string): string | undefined {
  try {
    const { size, mtime, ino } = Deno.statSync(path);
    return `${size} ${mtime?.getTime()} ${ino}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What happens in a directory. */
class Arrivals implements Disposable {
  readonly #watcher: Deno.FsWatcher;
  readonly #signal: AbortSignal;
  #changed = Promise.withResolvers<void>();
  readonly #stop = () => this[Symbol.dispose]();

  constructor(directory: string, signal: AbortSignal) {
    this.#watcher = Deno.watchFs(directory, { recursive: false });
    this.#signal = signal;
    signal.addEventListener("abort", this.#stop);
    this.#listen();
  }

  /** Waits for a change, or at most for `ms` milliseconds. */
  async next(ms: number | undefined): Promise<void> {
    const timer = ms === undefined
      ? undefined
      : setTimeout(() => this.#wake(), Math.min(ms, LONGEST_TIMER_MS));
    await this.#changed.promise;
    this.#changed = Promise.withResolvers<void>();
    clearTimeout(timer);
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#stop);
    try {
      this.#watcher.close();
    } catch (error) {
      // It is closed once only.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    this.#wake();
  }

  async #listen(): Promise<void> {
    for await (const { kind } of this.#watcher) {
      if (kind !== "access") this.#wake();
    }
  }

  #wake(): void {
    this.#changed.resolve();
  }
}

/** @throws {UsageError} when outputs would arrive as inputs. */
function assertApart(directory: string, target: string): void {
  try {
    if (Deno.realPathSync(directory) !== Deno.realPathSync(target)) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(
      `Cannot watch: received "${directory}", which does not exist; make it first`,
    );
  }
  throw new UsageError(
    "Cannot watch: received the same directory as --to; give another one",
  );
}
