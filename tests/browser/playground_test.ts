// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import axe from "axe-core";
import type { ElementHandle, Page } from "puppeteer-core";
import { servePlayground } from "../../examples/playground/serve.ts";
import { buildEngine } from "../../engine/build.ts";
import { inFolder } from "../support/cli.ts";
import { nativeProbe, runNative } from "../support/native.ts";
import { startBrowser } from "./browser.ts";

/** A name with what command lines stumble over. */
const NAME = `It's a "film".mp4`;

/** A phone, held upright. */
const phone = {
  ...{ width: 390, height: 844, isMobile: true, hasTouch: true },
  deviceScaleFactor: 1,
};

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, ({ textContent }) => textContent ?? "");

/** Types a command line and runs it; returns what the page says at the end. */
async function runTyped(page: Page, command: string): Promise<string> {
  await page.$eval(
    "#command",
    (area, text) => {
      (area as unknown as { value: string }).value = text;
    },
    command,
  );
  await page.click("#run");
  await page.waitForSelector("#run:not([disabled])");
  return await textOf(page, "#status");
}

/** What is wrong with the page for people who cannot see it well, or use no mouse. */
async function accessibilityFaults(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.map((
      { id, nodes },
    ) => [id, nodes.map(({ html }) => html)]);
  });
}

/** Clicks a link that downloads; returns the path of the file in `folder`. */
async function download(
  page: Page,
  selector: string,
  folder: string,
): Promise<string> {
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", {
    ...{ behavior: "allowAndName", downloadPath: folder },
    eventsEnabled: true,
  });
  const name = new Promise<string>((resolve) =>
    session.on("Browser.downloadProgress", ({ state, guid }) => {
      if (state === "completed") resolve(guid);
    })
  );
  await page.click(selector);
  return `${folder}/${await name}`;
}

Deno.test("the playground describes a file, transcodes it, cancels, and explains failures", async (t) => {
  const { path } = await buildEngine("gpl");
  const made = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=160x120:duration=2 -f lavfi".split(" "),
    ..."-i sine=duration=2 -c:v mpeg4 -c:a aac".split(" "),
    NAME,
  ]);
  await using server = await servePlayground(path);
  await using browser = await startBrowser("Chromium");
  await inFolder(made.files, async (folder) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => void errors.push(`${error}`));
    await page.setViewport(phone);
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    await page.waitForSelector("#app:not([hidden])");
    assertMatch(await textOf(page, "#engine"), /^FFmpeg \d.* is ready\.$/);

    await t.step("shows streams, pictures and the waveform", async () => {
      const input = await page.$("#file") as ElementHandle<never>;
      await input.uploadFile(`${folder}/${NAME}`);
      await page.waitForSelector("#waveform:not([hidden])");
      assertEquals(await textOf(page, "#name"), NAME);
      const table = await textOf(page, "#streams");
      assertMatch(table, /0videompeg4160 × 120, 25 fps.*1audioaac/s);
      assertEquals((await page.$$("#pictures img")).length, 5);
      assertEquals(await accessibilityFaults(page), []);
    });
    await t.step(
      "runs a recipe, and the result can be downloaded",
      async () => {
        await page.click("#run");
        await page.waitForSelector("#files a");
        const path = await download(page, "#files a", folder);
        const { streams } = await nativeProbe("out.mp4", {
          "out.mp4": await Deno.readFile(path),
        });
        assertEquals(
          streams.map(({ codec_name, nb_read_frames }) =>
            codec_name === "h264" ? [codec_name, nb_read_frames] : [codec_name]
          ),
          [["h264", "50"], ["aac"]],
        );
        assertMatch(await textOf(page, "#status"), /^Done in /);
        assert(await page.$("#files video"));
        assertEquals(await accessibilityFaults(page), []);
      },
    );
    await t.step("fits a phone", async () => {
      assertEquals(
        await page.$eval("html", ({ scrollWidth }) => scrollWidth),
        phone.width,
      );
    });
    await t.step("explains what fails", async () => {
      assertMatch(
        await runTyped(page, "-i /in/none.mp4 out.mp4"),
        /^FFmpeg ended with 254: .*No such file/,
      );
      assertMatch(await runTyped(page, '-i "/in/a'), /close it/);
      assertMatch(await runTyped(page, "ffmpeg -version"), /^Done/);
    });
    await t.step("cancels what would run for ever", async () => {
      const endless = runTyped(page, "-re -f lavfi -i testsrc2 -f null -");
      await page.waitForSelector("#cancel:not([disabled])");
      await page.click("#cancel");
      assertEquals(await endless, "Cancelled.");
      assertMatch(await runTyped(page, "-version"), /^Done/);
    });
    assertEquals(errors, []);
  });
});
