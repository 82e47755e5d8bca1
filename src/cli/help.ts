// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CliOption, Command } from "./command.ts";

const EXIT_CODES = `Exit codes: that of ffmpeg; 2 wrong usage; 124 timeout; \
125 afmpeg failed;
130 Ctrl-C (143 SIGTERM, 129 SIGHUP).`;

/** What `--help` prints of a command. */
export function commandHelp(
  { name, operands, details, options, isPassedOn }: Command,
): string {
  const parts = [`Usage: afmpeg ${name} ${operands}`.trim(), details];
  // To a program that gets all arguments, so does `--help`.
  const all: CliOption[] = isPassedOn
    ? [...options]
    : [...options, { name: "help", summary: "show this" }];
  if (all.length > 0) {
    parts.push(`Options:\n${
      columns(all.map(({ name, value, summary }) => [
        value === undefined ? `--${name}` : `--${name} ${value}`,
        summary,
      ]))
    }`);
  }
  return `${parts.join("\n\n")}\n`;
}

/** What `afmpeg --help` prints. */
export function overview(commands: readonly Command[]): string {
  return `Usage: afmpeg COMMAND [options]

FFmpeg in a sandbox: it sees the directories of its inputs and outputs only.

Commands:
${columns(withLines(commands).map(({ name, summary }) => [name, summary]))}
${groupsOf(commands)}
\`afmpeg COMMAND --help\`, or \`afmpeg help COMMAND\`, describes each of them;
\`afmpeg help recipes [WORD]\` shows what to type for which job.
${EXIT_CODES}
`;
}

/** The commands that have a line of their own. */
function withLines(commands: readonly Command[]): readonly Command[] {
  return commands.filter(({ group }) => group === undefined);
}

/** The names of the commands that belong together. */
function groupsOf(commands: readonly Command[]): string {
  const groups = Map.groupBy(commands, ({ group }) => group);
  return [...groups].flatMap(([group, members]) =>
    group === undefined
      ? []
      : wrapped(`To ${group}: ${members.map(({ name }) => name).join(", ")}.`)
  ).join("");
}

/** A text in lines of a screen. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,78})(?: |$)/g, "$1\n");
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join("\n");
}
