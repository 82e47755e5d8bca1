// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";

/** The shells that completions can be made for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** A shell that completions can be made for. */
export type Shell = typeof shells[number];

/** Whether there are completions for a shell of this name. */
export function isShell(name: string | undefined): name is Shell {
  return shells.some((shell) => shell === name);
}

/** A script with which a shell completes the commands and their options. */
export function completions(
  shell: Shell,
  commands: readonly Command[],
): string {
  return { bash, zsh, fish }[shell](commands);
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) =>
    `    ${command.name}) words="${wordsOf(command).join(" ")}" ;;`
  );
  // From the first option with one dash on, all arguments are those of the program.
  const passedOn = commands.filter(({ isPassedOn }) => isPassedOn)
    .map(({ name }) => `"${name} -"[!-]*`).join(" | ");
  return `# bash completion for afmpeg
_afmpeg() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="" i
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${
    commands.map(({ name }) => name).join(" ")
  } help --help --version" -- "$current"))
    return
  fi
  for ((i = 2; i < COMP_CWORD; i++)); do
    [ "\${COMP_WORDS[i]}" = -- ] && return
    case "\${COMP_WORDS[1]} \${COMP_WORDS[i]}" in
      ${passedOn} ) return ;;
    esac
  done
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) words="${commands.map(({ name }) => name).join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _afmpeg afmpeg
`;
}

function zsh(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const options = command.options.map(
      ({ name, value, summary }) =>
        `'--${name}[${quoted(summary)}]${
          value === undefined ? "" : `:${quoted(value)}:_files`
        }'`,
    );
    const operands = command.words
      ? `'1:word:(${command.words.join(" ")})'`
      : command.isPassedOn
      // From the first other argument on, options are those of the program.
      ? "'(-)*:file:_files'"
      : "'*:file:_files'";
    return `    ${command.name}) _arguments ${
      [...options, operands].join(" ")
    } ;;`;
  });
  return `#compdef afmpeg
_afmpeg() {
  local -a commands
  commands=(
${
    commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
      .join("\n")
  }
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = _afmpeg ]; then _afmpeg "$@"; else compdef _afmpeg afmpeg; fi
`;
}

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const isOwn = command.isPassedOn
      ? "; and not string match -qr -- '^-[^-]' (commandline -opc)"
      : "";
    const isUsed = `-n "__fish_seen_subcommand_from ${command.name}${isOwn}"`;
    return [
      `complete -c afmpeg -n __fish_use_subcommand -f -a ${command.name} -d '${
        quoted(command.summary)
      }'`,
      ...(command.words ?? []).map((word) =>
        `complete -c afmpeg ${isUsed} -f -a ${word}`
      ),
      ...command.options.map(
        ({ name, value, summary }) =>
          `complete -c afmpeg ${isUsed} -l ${name} ${
            value === undefined ? "" : "-r "
          }-d '${quoted(summary)}'`,
      ),
    ];
  });
  return `# fish completion for afmpeg\n${lines.join("\n")}\n`;
}

function wordsOf({ options, words = [], isPassedOn }: Command): string[] {
  const names = options.map(({ name }) => `--${name}`);
  return [...words, ...names, ...isPassedOn ? [] : ["--help"]];
}

/** Escapes a text for single quotes, where brackets and colons are special. */
function quoted(text: string): string {
  return text.replaceAll("'", "").replace(/[[\]:]/g, "\\$&");
}
