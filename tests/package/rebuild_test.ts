// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path/posix";
import { compareEngines } from "../../.ci/compare_engines.ts";
import { boundModule } from "../../npm/bound_module.ts";
import { compileGuest } from "../support/c_guest.ts";
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

Deno.test("a rebuilt engine is compared with what was published, to the byte", async () => {
  const module = await compileGuest("behave.c");
  const forms = {
    "as built": (module: Uint8Array<ArrayBuffer>) => module,
    "as in packages": boundModule,
  };
  const packed = boundModule(module);
  for (
    const [form, published] of [["as built", module], [
      "as in packages",
      packed,
    ]] as const
  ) {
    assertEquals(compareEngines(module, published, forms), { form });
    const other = published.slice();
    other[other.length - 5]! ^= 1;
    const offset = other.length - 5;
    assertEquals(compareEngines(module, other, forms), { offset });
    const longer = new Uint8Array([...published, 0]);
    assertEquals(compareEngines(module, longer, forms), {
      offset: published.length,
    });
  }
});

Deno.test("what cannot be rebuilt is refused", async () => {
  const cases: [args: string[], text: string][] = [
    [[], "no engine"],
    [["lgpI"], '"lgpI", not one of lgpl'],
    [["lgpl", "a", "b"], "more than a file"],
    [["lgpl", "--plian"], "the option --plian"],
  ];
  for (const [args, text] of cases) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, ...args],
    }).output();
    assertStringIncludes(new TextDecoder().decode(stderr), text);
    assertEquals(code, 2);
  }
});
