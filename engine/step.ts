// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { BuildError } from "./build_error.ts";

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

/** Runs the steps of a build, prints its progress, and keeps a log. */
export class Steps {
  readonly #log: string;
  readonly #count: number;
  readonly #env: Readonly<Record<string, string>>;
  readonly #start = performance.now();
  #number = 0;
  #name = "";
  #shown = "";

  /**
   * Prepares a build of `count` steps, logged in the folder `logs`. All of its commands see the
   * variables of `env`.
   */
  constructor(
    logs: string,
    name: string,
    count: number,
    env: Readonly<Record<string, string>> = {},
  ) {
    Deno.mkdirSync(logs, { recursive: true });
    this.#log = join(logs, `${name}.log`);
    this.#count = count;
    this.#env = env;
    Deno.writeTextFileSync(this.#log, "");
  }

  /** Begins the next step. */
  begin(name: string): void {
    this.#endLine();
    this.#number++;
    this.#name = name;
    this.#show("");
  }

  /** Ends the last step. */
  end(): void {
    this.#endLine();
  }

  /** Runs a command of the current step. Returns what it wrote to stdout. */
  async run(
    program: string,
    args: readonly string[],
    { cwd, env = {}, total }: StepOptions,
  ): Promise<string> {
    const command = [program, ...args].join(" ");
    const log = await Deno.open(this.#log, { append: true });
    await log.write(new TextEncoder().encode(`\n$ cd ${cwd} && ${command}\n`));
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
        const percent = Math.min(100, Math.floor(100 * done / total));
        this.#show(`${Math.min(done, total)}/${total} (${percent} %)`);
      }
      return text;
    };
    const [stdout, , { success }] = await Promise.all([
      follow(child.stdout),
      follow(child.stderr),
      child.status,
    ]);
    await log.write(new TextEncoder().encode(output));
    log.close();
    if (!success) {
      this.#endLine();
      throw new StepError(this.#name, command, this.#log, output);
    }
    return stdout;
  }

  /** Rewrites the line of the step on a terminal; elsewhere prints every tenth percent. */
  #show(progress: string): void {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(0);
    const line = `[${this.#number}/${this.#count}] ${this.#name} ${progress}`;
    if (Deno.stderr.isTerminal()) {
      write(`\r\x1b[K${line} ${seconds} s`);
    } else {
      const rough = line.replace(/\d+\/\d+ \((\d*)\d %\)/, "$10 %");
      if (rough !== this.#shown) write(`${rough.trimEnd()} (${seconds} s)\n`);
      this.#shown = rough;
    }
  }

  #endLine(): void {
    if (this.#name !== "" && Deno.stderr.isTerminal()) write("\n");
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
