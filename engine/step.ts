// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { BuildError } from "./build_error.ts";
import { durationOf } from "./durations.ts";

/** How many lines of a failed step's log are shown. */
const TAIL_LINES = 25;

/** A step of a build failed. */
export class StepError extends BuildError {
  override readonly name = "StepError";
  /** The step that failed. */
  readonly step: string;
  /** The file with its complete output. */
  readonly log: string;

  /** Makes the error of a step that printed `output`. */
  constructor(step: string, command: string, log: string, output: string) {
    const tail = output.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
    super(
      `${tail}\n\nCannot go on: the step "${step}" failed at\n` +
        `  ${command}\nAll that it printed is in ${log}`,
    );
    this.step = step;
    this.log = log;
  }
}

/** How to run a command. */
export interface StepOptions {
  cwd: string;
  env?: Record<string, string>;
  /** How many lines that begin with `doneMark` the complete step prints. */
  total?: number;
}

/** A line such as `CC\tlibavutil/log.o`, or the call of a compiler: one more file is done. */
const doneMark = /^(CC|HOSTCC|AR|LD|STRIP)\t|^clang-19 |^llvm-ar-19 /;

/** How far a build is. */
export interface BuildProgress {
  /** How much of it is done, from 0 to 1. */
  readonly fraction: number;
  /** The steps that run. */
  readonly steps: readonly string[];
}

/** Options of {@linkcode Steps}. */
export interface StepsOptions {
  /** Variables that all commands see. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Receives the progress, which is printed otherwise. */
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
}

/** The steps of a build, of which several run at once: shows their progress, and keeps a log. */
export class Steps {
  readonly #log: string;
  readonly #count: number;
  readonly #options: StepsOptions;
  readonly #start = performance.now();
  readonly #running = new Map<Step, string>();
  readonly #printed = new Map<Step, number>();
  /** How much of each step is done, from 0 to 1, by its name. */
  readonly #done: Map<string, number>;
  readonly #begun = new Set<string>();

  /**
   * Prepares a build, logged in the folder `logs`.
   *
   * @param steps The names of its steps, or how many there are.
   */
  constructor(
    logs: string,
    name: string,
    steps: readonly string[] | number,
    options: StepsOptions = {},
  ) {
    Deno.mkdirSync(logs, { recursive: true });
    this.#log = join(logs, `${name}.log`);
    const names = typeof steps === "number" ? [] : steps;
    this.#done = new Map(names.map((name) => [name, 0]));
    this.#count = typeof steps === "number" ? steps : steps.length;
    this.#options = options;
    Deno.writeTextFileSync(this.#log, "");
  }

  /**
   * Begins a step, which runs until it is disposed of; one of the same name as an earlier one
   * is its continuation.
   */
  begin(name: string): Step {
    this.#begun.add(name);
    const { env = {} } = this.#options;
    const step = new Step(name, this.#log, env, (fraction) => {
      this.#done.set(name, Math.max(this.#done.get(name) ?? 0, fraction));
      const percent = Math.min(100, 10 * Math.floor(10 * fraction));
      this.#show(step, `${name} ${percent} %`);
    }, () => this.#end(step));
    this.#show(step, name);
    return step;
  }

  /** Shows all that runs in one line of a terminal; elsewhere, prints what has changed. */
  #show(step: Step, line: string): void {
    if (this.#running.get(step) === line) return;
    this.#running.set(step, line);
    if (this.#options.onProgress) return this.#report();
    if (Deno.stderr.isTerminal()) return this.#draw();
    const now = performance.now();
    // Of a step that takes no time, its name is enough.
    if (now - (this.#printed.get(step) ?? -Infinity) < 1000) return;
    this.#printed.set(step, now);
    this.#print(line);
  }

  #end(step: Step): void {
    const line = this.#running.get(step);
    if (line === undefined) return;
    this.#running.delete(step);
    this.#done.set(step.name, 1);
    if (this.#options.onProgress) return this.#report();
    if (!Deno.stderr.isTerminal()) return;
    write("\r\x1b[K");
    this.#print(step.name);
    if (this.#running.size > 0) this.#draw();
  }

  #report(): void {
    let [done, all] = [0, 0];
    for (const [name, fraction] of this.#done) {
      const duration = durationOf(name);
      done += duration * Math.min(1, fraction);
      all += duration;
    }
    const steps = Array.from(this.#running.keys(), ({ name }) => name);
    this.#options.onProgress?.({ fraction: done / all, steps });
  }

  #draw(): void {
    const all = [...this.#running.values()].join(", ");
    write(
      `\r\x1b[K[${this.#begun.size}/${this.#count}] ${all} ${this.#seconds()}`,
    );
  }

  #print(line: string): void {
    write(
      `[${this.#begun.size}/${this.#count}] ${line} (${this.#seconds()})\n`,
    );
  }

  #seconds(): string {
    return `${((performance.now() - this.#start) / 1000).toFixed(0)} s`;
  }
}

/** A step of a build: it runs commands, one after the other. */
export class Step implements Disposable {
  /** What it does. */
  readonly name: string;
  readonly #log: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #show: (fraction: number) => void;
  readonly #end: () => void;

  /** For {@linkcode Steps.begin}. */
  constructor(
    name: string,
    log: string,
    env: Readonly<Record<string, string>>,
    show: (fraction: number) => void,
    end: () => void,
  ) {
    this.name = name;
    this.#log = log;
    this.#env = env;
    this.#show = show;
    this.#end = end;
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#end();
  }

  /**
   * Runs a command. Returns what it wrote to stdout.
   *
   * @throws {StepError} if it fails.
   */
  async run(
    program: string,
    args: readonly string[],
    { cwd, env = {}, total }: StepOptions,
  ): Promise<string> {
    const command = [program, ...args].join(" ");
    const child = new Deno.Command(program, {
      args: [...args],
      cwd,
      env: { ...this.#env, ...env, LC_ALL: "C" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let output = "";
    let done = 0;
    const follow = async (stream: ReadableStream<Uint8Array>) => {
      let text = "";
      const decoder = new TextDecoderStream() as TransformStream<
        Uint8Array,
        string
      >;
      for await (const chunk of stream.pipeThrough(decoder)) {
        text += chunk;
        output += chunk;
        if (total === undefined) continue;
        done += chunk.split("\n").filter((line) => doneMark.test(line)).length;
        this.#show(done / total);
      }
      return text;
    };
    const [stdout, , { success }] = await Promise.all([
      follow(child.stdout),
      follow(child.stderr),
      child.status,
    ]);
    // At once, for the lines of steps that run beside this one would be among them.
    await Deno.writeTextFile(
      this.#log,
      `\n$ cd ${cwd} && ${command}\n${output}`,
      { append: true },
    );
    if (success) return stdout;
    throw new StepError(this.name, command, this.#log, output);
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
