// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno run -A site/screenshot.ts`: makes the picture of the README anew, which shows the
 * playground with a clip and what is in it. Needs what the tests need.
 *
 * @module
 */
import { join } from "@std/path/posix";
import type { ElementHandle } from "puppeteer-core";
import { buildEngine } from "../engine/build.ts";
import { servePlayground } from "../examples/playground/serve.ts";
import { MemoryFs, Runtime } from "../mod.ts";
import { startBrowser } from "../tests/browser/browser.ts";
import { clipArgs } from "./pictures.ts";

const { path: engine } = await buildEngine("gpl");
const folder = await Deno.makeTempDir();
try {
  await using runtime = await Runtime.create({ module: { file: engine } });
  const fs = new MemoryFs();
  const { success, stderr } = await runtime.run(fs, [...clipArgs, "film.mp4"]);
  if (!success) throw new Error(stderr);
  const clip = join(folder, "film.mp4");
  await Deno.writeFile(clip, fs.readFile("film.mp4"));

  await using server = await servePlayground(engine);
  await using browser = await startBrowser("Chromium");
  const page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  await page.setViewport({ width: 760, height: 724 });
  await page.goto(`http://127.0.0.1:${server.addr.port}/`);
  await page.waitForSelector("#app:not([hidden])");
  const input = await page.$("#file") as ElementHandle<never>;
  await input.uploadFile(clip);
  await page.waitForSelector("#waveform:not([hidden])");
  await page.screenshot({
    path: new URL("../examples/playground/screenshot.webp", import.meta.url)
      .pathname as `${string}.webp`,
    type: "webp",
  });
} finally {
  await Deno.remove(folder, { recursive: true });
}
