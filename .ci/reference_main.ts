// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task reference`: writes what the reference says of options, errors and the
 * command, from the code, between the marks in its pages.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import { withTable } from "./components_page.ts";
import { type Declared, exportsOf } from "./declared.ts";
import { commandText, errorsTable, optionsText } from "./reference_pages.ts";

const root = new URL("../", import.meta.url);

/** The texts between the marks, by page and mark. */
async function referenceTexts(): Promise<
  Record<string, readonly [mark: string, text: string]>
> {
  const exported = new Map<string, readonly Declared[]>();
  for (const [name, path] of Object.entries(config.exports)) {
    const { exports } = await exportsOf(
      new URL(path, root),
      (name) => name.endsWith("Error"),
    );
    exported.set(name, exports);
  }
  return {
    "guides/reference/options.md": ["options", optionsText(root)],
    "guides/reference/errors.md": ["errors", errorsTable(exported)],
    "guides/reference/command.md": ["command", commandText()],
  };
}

/** The pages as they should be, by their paths in the repository. */
export async function referencePages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const [path, [mark, text]] of Object.entries(await referenceTexts())) {
    const page = await Deno.readTextFile(new URL(path, root));
    pages.set(path, await formatted(withTable(page, text, mark)));
  }
  return pages;
}

async function formatted(markdown: string): Promise<string> {
  await using process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=md", "-"],
    cwd: fromFileUrl(root),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const { success, stdout } = await process.output();
  if (!success) throw new Error("Cannot format a page of the reference");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const [path, text] of await referencePages()) {
    await Deno.writeTextFile(new URL(path, root), text);
  }
}
