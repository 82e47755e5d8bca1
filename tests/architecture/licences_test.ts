// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Every file names its licence, and the package those of all its files. */
import { assertEquals, assertThrows } from "@std/assert";
import { findFaults, licensings, withLines } from "../../.ci/licences.ts";
import config from "../../deno.json" with { type: "json" };

Deno.test("every file names its copyright and its licence", async () => {
  assertEquals(await findFaults(), []);
});

Deno.test("the licence of the package names what is published, and no more", async () => {
  const { include } = config.publish;
  const published = (await licensings()).filter(({ path }) =>
    include.some((name) => path === name || path.startsWith(`${name}/`))
  );
  const used = new Set(published.map(({ licence }) => licence));
  assertEquals([...used].sort(), config.license.split(" AND ").sort());
  for (const name of ["LICENSE", "LICENSES", "REUSE.toml"]) {
    assertEquals(include.includes(name), true, name);
  }
});

Deno.test("kernels are under the licences of the libraries that they are written for, or ours", async () => {
  const all = new Map(
    (await licensings()).map(({ path, licence }) => [path, licence]),
  );
  const kernels = [...all].filter(([path]) =>
    /^engine\/simd\/(?!include\/)/.test(path)
  );
  for (const [path, licence] of kernels) {
    // Those of dav1d, libvpx and SVT-AV1 ask for less than ours does.
    const [, library] = path.match(/^engine\/simd\/(\w+)/)!;
    const expected = {
      ...{ x264: "GPL-2.0-or-later", x265: "GPL-2.0-or-later" },
      ...{ dav1d: "MIT", svtav1: "MIT", vpx: "MIT" },
    };
    assertEquals(
      licence,
      expected[library as keyof typeof expected] ?? "LGPL-2.1-or-later",
      path,
    );
  }
  assertEquals(all.get("engine/simd_ffmpeg.ts"), "LGPL-2.1-or-later");
});

Deno.test("withLines() adds the lines that name a licence in their place, once", () => {
  const spdx = "SPDX-";
  const lines = (before: string) =>
    `${before}${spdx}FileCopyrightText: 2026 The afmpeg authors\n` +
    `${before}${spdx}License-Identifier: MIT\n`;
  const code = withLines("src/a.ts", "/** A. */\n");
  assertEquals(code, `${lines("// ")}\n/** A. */\n`);
  assertEquals(withLines("src/a.ts", code), code);
  assertEquals(
    withLines(".ci/run", "#!/bin/bash\nrun\n"),
    `#!/bin/bash\n${lines("# ")}\nrun\n`,
  );
  assertEquals(withLines("README.md", "# A\n"), "# A\n");
  assertThrows(() => withLines("a.bin", ""), Error, "received a kind of file");
});
