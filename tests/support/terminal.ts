// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { cliCommand, cliEnvironment } from "./cli.ts";

/** How a command is called on a terminal. */
export interface TerminalOptions {
  cwd?: string;
  /** How many columns the terminal has. */
  columns?: number;
  /** What is typed once something is shown. */
  answer?: { to: string; with: string };
}

/** Runs the command on a terminal of its own. Returns all that it has shown. */
export async function onTerminal(
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<{ code: number; shown: string }> {
  const env = await cliEnvironment();
  return await runOnTerminal(cliCommand(args), { ...options, env });
}

/** Runs any program on a terminal of its own. Returns all that it has shown. */
export async function runOnTerminal(
  command: readonly string[],
  { cwd = "/", columns = 80, answer, env = {} }: TerminalOptions & {
    env?: Record<string, string>;
  } = {},
): Promise<{ code: number; shown: string }> {
  const line = command.map((word) => `'${word}'`).join(" ");
  const child = new Deno.Command("script", {
    args: [
      ...["--quiet", "--return", "--command"],
      `stty cols ${columns}; ${line}`,
      "/dev/null",
    ],
    cwd,
    env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keys = child.stdin.getWriter();
  let shown = "";
  let isAnswered = answer === undefined;
  const text = child.stdout.pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array, string>,
  );
  for await (const chunk of text) {
    shown += chunk;
    if (isAnswered || !shown.includes(answer!.to)) continue;
    isAnswered = true;
    await keys.write(new TextEncoder().encode(answer!.with));
  }
  await keys.close().catch(() => {});
  return { code: (await child.status).code, shown };
}

/** What the command sends to draw the last line anew. */
const CLEAR = "\r\x1b[K";

/** What was shown on the last line of the terminal, one entry for each time. */
export function drawn(shown: string): string[] {
  return shown.split(CLEAR).slice(1).map((part) => part.split(/[\r\n]/)[0]!)
    .filter((line) => line !== "");
}
