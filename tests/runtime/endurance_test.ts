import { assertEquals, assertLess } from "@std/assert";
import { engineRuntime, ffmpeg } from "../support/engine.ts";

const commands = [
  "-f lavfi -i testsrc2=size=160x90:duration=0.4 -c:v mpeg4 out.mp4",
  "-f lavfi -i testsrc2=size=160x90:duration=0.4 -c:v libx264 -preset ultrafast out.mp4",
  "-f lavfi -i sine=duration=1 -c:a aac out.m4a",
  "-f lavfi -i testsrc2=size=320x180:duration=0.2 frame%02d.png",
  "-f lavfi -i sine=duration=1 -f null -",
  "-i missing.mp4 out.mp4",
  "-version",
];

Deno.test("Runtime does not grow over 300 mixed runs", async () => {
  await using runtime = await engineRuntime("gpl");
  const runs = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const command = commands[i % commands.length]!;
      const { exitCode, stderr } = await ffmpeg(runtime, command);
      assertEquals(exitCode, command.includes("missing") ? 1 : 0, stderr);
    }
    return Deno.memoryUsage().rss;
  };
  const early = await runs(30);
  const late = await runs(270);
  assertLess(late, early * 1.2, `${early / 1e6} MB became ${late / 1e6} MB`);
});
