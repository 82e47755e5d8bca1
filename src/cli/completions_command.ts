// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { completions, isShell, shells } from "./completions.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** `afmpeg completions`, for itself and the other commands. */
export function completionsCommand(others: readonly Command[]): Command {
  const command: Command = {
    name: "completions",
    summary: "print completions for a shell",
    operands: shells.join("|"),
    details:
      `Prints a script with which a shell completes the commands and their options:

  bash  source <(afmpeg completions bash)      in ~/.bashrc
  zsh   source <(afmpeg completions zsh)       in ~/.zshrc, after compinit
  fish  afmpeg completions fish | source       in ~/.config/fish/config.fish`,
    options: [],
    words: shells,
    run(call) {
      const [shell, ...more] = call.operands;
      if (!isShell(shell) || more.length > 0) {
        throw new UsageError(
          `Cannot print completions: received "${call.operands.join(" ")}"; ` +
            `name one of ${shells.join(", ")}`,
        );
      }
      print(completions(shell, [...others, command]));
      return Promise.resolve(0);
    },
  };
  return command;
}
