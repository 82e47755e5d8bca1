// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path/posix";
import { inFolder } from "../support/cli.ts";

const script = fromFileUrl(new URL("../../.ci/rebuild.ts", import.meta.url));

Deno.test("an engine that cannot be compared is refused before one is built", async () => {
  await inFolder({}, async (folder) => {
    const missing = join(folder, "missing.wasm");
    // Without a PATH, a build fails at once, and in another way.
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, "lgpl", missing],
      env: { PATH: folder },
    }).output();
    assertStringIncludes(new TextDecoder().decode(stderr), missing);
  });
});
