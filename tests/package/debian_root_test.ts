// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { inFolder, namesIn } from "../support/cli.ts";

const root = fromFileUrl(new URL("../../", import.meta.url));
const program = `import { DebianRoot } from "./.ci/debian_root.ts";
await using debian = await DebianRoot.create();
await debian.run("/", "true");`;

/** Programs in the place of `mmdebstrap`, by when the root is then of no use. */
const installers = {
  "while it is made": 'echo half > "${@: -1}/half"; exit 3',
  // Nothing can be mounted at "dev"; at "proc" something can, if root may.
  "with one of two mounts": 'cd "${@: -1}"; mkdir -p etc proc usr/local/bin',
};

for (const [name, script] of Object.entries(installers)) {
  Deno.test(`a Debian that fails ${name} leaves nothing`, async () => {
    const programs = { "bin/mmdebstrap": `#!/bin/bash -e\n${script}\n` };
    await inFolder(programs, async (folder) => {
      await Deno.chmod(`${folder}/bin/mmdebstrap`, 0o755);
      await Deno.mkdir(`${folder}/tmp`);
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", program],
        cwd: root,
        env: {
          PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
          TMPDIR: `${folder}/tmp`,
        },
      }).output();
      const said = new TextDecoder().decode(stderr);
      assertMatch(said, /unshare failed, see above/);
      assertEquals([code, await namesIn(`${folder}/tmp`)], [1, []], said);
      assert(!(await Deno.readTextFile("/proc/mounts")).includes(folder));
    });
  });
}
