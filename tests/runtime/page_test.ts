// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";

Deno.test("a page that is not isolated loads everything, and create() says what to send", async () => {
  const page = fromFileUrl(new URL("./plain_page.ts", import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", page],
  }).output();
  const decoder = new TextDecoder();
  assert(stdout.length > 0, decoder.decode(stderr));
  assertEquals(JSON.parse(decoder.decode(stdout)), {
    size: 3,
    host: {
      name: "HostError",
      message:
        "Cannot create a runtime: this page is not cross-origin isolated, " +
        "so it has no shared memory; send `Cross-Origin-Opener-Policy: same-origin` " +
        "and `Cross-Origin-Embedder-Policy: require-corp` with it, over HTTPS or " +
        "from localhost",
      missing: "isolation",
    },
    hasRandomBytes: true,
    files:
      "Cannot use files of the host: received a page, which has none; give " +
      "bytes, a URL, or another `Fs`",
    tests:
      "Cannot register a test: received no `register`, and this is not Deno; " +
      "give the `test` of your runner",
  });
});
