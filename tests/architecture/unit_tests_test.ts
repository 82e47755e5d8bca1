// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Which tests are unit tests, by the programs that they lead to. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  needOf,
  readSource,
  readSources,
  unitTests,
} from "../../.ci/unit_tests.ts";

/** Code that starts a program; split here, so that this test stays a unit test. */
const start = (program: string) => `new Deno.${"Command"}(${program}, {})`;

/** Sources by path, parsed from their texts. */
function sourcesOf(texts: Record<string, string>) {
  const exists = (path: string) => path in texts;
  return new Map(
    Object.entries(texts).map((
      [path, text],
    ) => [path, readSource(path, text, exists)]),
  );
}

Deno.test("a test that leads to no other program is a unit test", () => {
  const sources = sourcesOf({
    "tests/a_test.ts": `import "./b.ts"; new Worker("./a_test.ts");`,
    "tests/b.ts": start("Deno.execPath()"),
    "tests/c_test.ts": start('"bash"'),
    "tests/d.ts": "",
    "tests/e_test.ts": `await puppeteer.${"launch"}({});`,
  });
  assertEquals(unitTests(sources), ["tests/a_test.ts", "tests/c_test.ts"]);
});

Deno.test("a test that leads to a program is no unit test, and the path to it is reported", () => {
  const sources = sourcesOf({
    "tests/a_test.ts": `const script = new URL("./b.ts", import.meta.url);`,
    "tests/b.ts": `import { c } from "../engine/c.ts";`,
    "engine/c.ts": start("\n  program"),
  });
  assertEquals(unitTests(sources), []);
  assertEquals(
    needOf("tests/a_test.ts", sources),
    "tests/a_test.ts → tests/b.ts → engine/c.ts starts program",
  );
});

Deno.test("the unit tests are those that need nothing but Deno", async () => {
  const sources = await readSources();
  const needs = (test: string) => needOf(test, sources) ?? "nothing";
  for (const name of ["bridge/ring", "vfs/conformance", "vfs/deno_fs"]) {
    const test = `tests/${name}_test.ts`;
    assert(unitTests(sources).includes(test), needs(test));
  }
  assertMatch(needs("tests/wasi/raw_test.ts"), /c_guest\.ts starts program$/);
  assertMatch(needs("tests/wasi/programs_test.ts"), / starts /);
  // Through a script that it runs in a separate process.
  assertMatch(needs("tests/runtime/endurance_test.ts"), /endurance\.ts → /);
});
