// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The site: it is built of all pages, and readable for everybody. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/posix";
import axe from "axe-core";
import type { Page } from "puppeteer-core";
import config from "../../deno.json" with { type: "json" };
import { buildSite } from "../../site/build.ts";
import { deadLinks } from "../../site/links.ts";
import { pageOf, slugOf } from "../../site/page.ts";
import { serveSite } from "../../site/serve.ts";
import { startBrowser } from "../browser/browser.ts";
import { inFolder } from "../support/cli.ts";
import { prepare } from "../support/prepare.ts";

const folder = Deno.makeTempDirSync({ prefix: "afmpeg" });
const site = join(folder, "site");
const base = "/a/b/";
prepare(() => buildSite(site, { base }));
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

const read = (path: string) => Deno.readTextFile(join(site, path));

Deno.test("the site has every guide, every entry point and the playground, and no dead links", async () => {
  for (const { name } of Deno.readDirSync("guides")) {
    if (name.endsWith(".md")) {
      await read(`${slugOf(`guides/${name}`)}/index.html`);
    }
  }
  for (const name of Object.keys(config.exports)) {
    if (name === "./cli") continue;
    const page = await read(
      `api/${name === "." ? "afmpeg" : name.slice(2)}/index.html`,
    );
    assertStringIncludes(page, `${config.name}${name.slice(1)}`);
  }
  assertStringIncludes(
    await read("api/afmpeg/index.html"),
    "Loads and compiles a module: the expensive step, done once.",
  );
  assertStringIncludes(await read("playground/app/main.js"), "./afmpeg.js");
  assertEquals(await deadLinks(site, base), []);
});

Deno.test("deadLinks() finds what leads nowhere", async () => {
  const page = `<h2 id="here">Here</h2>
<a href="/a/b/">1</a><a href="#here">2</a><a href="x/">3</a>
<a href="/a/b/x/#there">4</a><a href="https://example.com/none">5</a>
<a href="#none">6</a><a href="y/">7</a><a href="/a/b/x/#none">8</a>
<a href="/elsewhere/">9</a><img src="/a/b/none.svg">`;
  const files = {
    "index.html": page,
    "x/index.html": '<h2 id="there">There</h2><a href="../index.html">1</a>',
  };
  await inFolder({}, async (folder) => {
    await Deno.mkdir(`${folder}/x`);
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    assertEquals(await deadLinks(folder, base), [
      "index.html → #none",
      "index.html → /a/b/none.svg",
      "index.html → /a/b/x/#none",
      "index.html → /elsewhere/",
      "index.html → y/",
    ]);
  });
});

Deno.test("pageOf() makes links of the repository links of the site", () => {
  const files: string[] = [];
  const links = { base, onFile: (path: string) => void files.push(path) };
  const text = `# A \`b\`

[1](../README.md#what-you-get) [2](limits.md) [\`3\`](../../vfs/README.md)
[4](../../examples/hls.ts) ![5](../../examples/a.webp) [6](https://a.b/c.md)

\`\`\`md
[7](limits.md)
\`\`\`
`;
  const { slug, title, body } = pageOf("guides/reference/a.md", text, links);
  assertEquals([slug, title], ["reference/a", "A `b`"]);
  assertEquals(
    body,
    `[1](/a/b/guides/#what-you-get) [2](/a/b/reference/limits/) [\`3\`](/a/b/vfs/)
[4](/a/b/source/examples/hls-ts/) ![5](/a/b/pictures/examples/a.webp) [6](https://a.b/c.md)

\`\`\`md
[7](limits.md)
\`\`\``,
  );
  assertEquals(files, ["examples/hls.ts", "examples/a.webp"]);
});

/** Pages of each kind: the first one, a guide, tables, the API. */
const shown = ["", "guides/first-transcode/", "reference/errors/", "api/zip/"];

/** What is wrong with the page for people who cannot see it well, or use no mouse. */
async function faultsOf(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => [id, nodes[0]!.html]);
  });
}

Deno.test("the site is accessible in both themes, and its search finds", async (t) => {
  await using server = serveSite(site, { base });
  await using browser = await startBrowser("Chromium");
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const home = `http://127.0.0.1:${server.addr.port}${base}`;
  for (const theme of ["light", "dark"]) {
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: theme },
    ]);
    for (const path of shown) {
      await t.step(`${theme} /${path}`, async () => {
        await page.goto(home + path);
        const used = await page.$eval("html", ({ dataset }) => dataset.theme);
        assertEquals(used, theme);
        assertEquals(await faultsOf(page), []);
      });
    }
  }
  await t.step("search", async () => {
    await page.click("button[data-open-modal]");
    await page.waitForSelector("dialog input");
    await page.type("dialog input", "QueueFullError");
    const found = await page.waitForSelector("dialog a[href*='errors']");
    assert(found !== null);
  });
  await t.step("the playground is isolated", async () => {
    await page.goto(`${home}playground/app/index.html`);
    assertEquals(await page.evaluate("crossOriginIsolated"), true);
  });
});
