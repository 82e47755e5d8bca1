import { assertEquals } from "@std/assert";
import { bundleGuest, generatedFile } from "../../.ci/bundle_guest.ts";

Deno.test("the generated script is what its sources make of it", async () => {
  assertEquals(
    await Deno.readTextFile(generatedFile) === await bundleGuest(),
    true,
    "src/worker/script.generated.ts is stale: run `deno task bundle`",
  );
});
