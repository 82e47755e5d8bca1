// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What guides have users type works as it stands, in a shell. */
import { assert } from "@std/assert";
import { cliCommand, cliEnvironment, inFolder } from "../support/cli.ts";
import { guides, linesOf } from "./blocks.ts";
import { writeFixtures } from "./fixtures.ts";

/** A program `afmpeg`, for the shell to find. */
const program = `#!/bin/sh\nexec ${
  cliCommand([]).map((arg) => `'${arg}'`).join(" ")
} "$@"\n`;

for (const guide of guides()) {
  const lines = linesOf(guide);
  if (lines === "") continue;
  Deno.test(`the command lines of guides/${guide} work`, async () => {
    await inFolder({ "bin/afmpeg": program }, async (folder) => {
      await Deno.chmod(`${folder}/bin/afmpeg`, 0o755);
      const cwd = `${folder}/work`;
      await Deno.mkdir(cwd);
      await writeFixtures(lines, cwd);
      const { success, stdout, stderr } = await new Deno.Command("bash", {
        args: ["-euxo", "pipefail", "-c", lines],
        cwd,
        stdin: "null",
        env: {
          ...await cliEnvironment(),
          PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
        },
      }).output();
      const text = new TextDecoder();
      assert(success, text.decode(stderr) + text.decode(stdout));
    });
  });
}
