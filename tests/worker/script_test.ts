// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { bundleGuest, generatedFile } from "../../.ci/bundle_guest.ts";

Deno.test("the generated script is up to date with its sources", async () => {
  assertEquals(
    await Deno.readTextFile(generatedFile) === await bundleGuest(),
    true,
    "src/worker/script.generated.ts is stale: run `deno task bundle`",
  );
});
