// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The locks of the command on hosts that have none. */
import { assertEquals } from "@std/assert";
import { inFolder } from "../support/cli.ts";
import { installHosts } from "./hosts.ts";
import { compileFor } from "./project.ts";

/** A file system without locks, as `flock` sees it. */
const noLocks = {
  "none/flock": '#!/bin/sh\necho "No locks available" >&2\nexit 71\n',
};

Deno.test("on Node and Bun, a lock has one holder, and one that cannot be taken is an error", async () => {
  await inFolder(noLocks, async (folder) => {
    await Deno.chmod(`${folder}/none/flock`, 0o755);
    await compileFor(folder, "tests/hosts/locks.ts");
    const PATH = `${folder}/none:${Deno.env.get("PATH")}`;
    for (const { name, run } of await installHosts()) {
      if (!/^Node|^Bun/.test(name)) continue;
      const locks = async (env: Record<string, string>) => {
        const ended = await run(["locks.mjs", "file"], { cwd: folder, env });
        assertEquals(ended.code, 0, ended.stderr);
        return [name, ...JSON.parse(ended.stdout)];
      };
      assertEquals(await locks({}), [name, true, false, "locked"]);
      const error = "Cannot lock a file: flock ended with 71";
      assertEquals(await locks({ PATH }), [name, error, error, error]);
    }
  });
});
