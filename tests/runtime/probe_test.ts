import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { FsError, MemoryFs, ProbeError } from "../../mod.ts";
import { engineRuntime } from "../support/engine.ts";

Deno.test("Runtime.probe()", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const make = async (...args: string[]) => {
    const result = await runtime.run(fs, ["-f", "lavfi", ...args]);
    assertEquals(result.exitCode, 0, result.stderr);
  };

  await t.step("returns the duration in seconds", async () => {
    await make("-i", "sine=duration=3.5", "tone.wav");
    assertEquals(await runtime.probe(fs, "tone.wav"), { durationSec: 3.5 });
    await make("-i", "sine=r=8000:d=3661.5", "-c:a", "pcm_u8", "long.wav");
    const { durationSec } = await runtime.probe(fs, "/long.wav");
    assertAlmostEquals(durationSec!, 3661.5, 0.01);
  });

  await t.step("takes a name for a name, whatever it looks like", async () => {
    const bytes = fs.readFile("tone.wav");
    for (const name of ["-i", "a b.wav", "concat:x", "Größe: 1.wav", "http:"]) {
      fs.writeFile(name, bytes);
      assertEquals(await runtime.probe(fs, name), { durationSec: 3.5 });
    }
  });

  await t.step("returns undefined when the file does not say", async () => {
    await make("-i", "color", "-frames:v", "1", "still.png");
    const { durationSec } = await runtime.probe(fs, "still.png");
    assertEquals(durationSec, undefined);
  });

  await t.step("rejects with an FsError when there is no file", async () => {
    const error = await assertRejects(
      () => runtime.probe(fs, "no/such.mp4"),
      FsError,
    );
    assertEquals([error.code, error.path], ["ENOENT", "no/such.mp4"]);
  });

  await t.step("rejects with a ProbeError when it is no media", async () => {
    for (const text of ["", "this is not a film\n".repeat(1000)]) {
      fs.writeFile("text.mp4", text);
      const error = await assertRejects(
        () => runtime.probe(fs, "text.mp4"),
        ProbeError,
      );
      assertEquals([error.path, error.exitCode], ["text.mp4", 1]);
    }
  });
});
