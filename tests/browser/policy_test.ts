// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What a page may, by the headers that it was sent with; and traps in each engine. */
import { assertEquals } from "@std/assert";
import type { Page } from "puppeteer-core";
import { bundle } from "../../examples/playground/bundle.ts";
import { guestScript } from "../../src/worker/script.generated.ts";
import { modules, traps } from "../hosts/trap_modules.ts";
import { prepare } from "../support/prepare.ts";
import { browsers, isolated, startBrowser } from "./browser.ts";
import type { offered } from "./policy_page.ts";

const page = '<!DOCTYPE html><script type="module" src="/page.js"></script>';
let script!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  script = await bundle(new URL("./policy_page.ts", import.meta.url));
});

/** Policies, by the path of the page. */
const policies: Readonly<Record<string, string>> = {
  "/free": "",
  "/no-wasm": "script-src 'self'; worker-src blob:",
  "/no-blob": "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
  "/enough": "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:",
};

function serve(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => {
      const { pathname } = new URL(url);
      const policy = policies[pathname];
      const name = pathname.slice(1).replace(".wasm", "");
      const [type, body] = policy !== undefined
        ? ["text/html", page]
        : pathname === "/page.js"
        ? ["text/javascript", script]
        : pathname === "/worker.js"
        ? ["text/javascript", guestScript]
        : ["application/wasm", modules[name] ?? traps[name]!];
      return new Response(body as BodyInit, {
        headers: {
          ...isolated,
          "content-type": type as string,
          ...(policy && { "content-security-policy": policy }),
        },
      });
    },
  );
}

function run(page: Page, url: string, workerUrl?: string): Promise<unknown> {
  return page.evaluate(
    (url, workerUrl) =>
      (globalThis as unknown as typeof offered).run(url, workerUrl),
    url,
    workerUrl,
  );
}

for (const name of Object.keys(browsers) as (keyof typeof browsers)[]) {
  Deno.test(`${name} says what a page's policy lacks, and traps as others do`, async (t) => {
    await using server = serve();
    await using browser = await startBrowser(name);
    const page = await browser.newPage();
    const open = (path: string) =>
      page.goto(`http://127.0.0.1:${server.addr.port}${path}`);
    const missing = async (url: string, workerUrl?: string) =>
      await run(page, url, workerUrl) as { name: string; missing: string };

    await t.step("a policy that is enough", async () => {
      await open("/enough");
      assertEquals(await run(page, "/hello.wasm"), "hello\n");
    });
    await t.step("no compilation", async () => {
      await open("/no-wasm");
      const error = await missing("/hello.wasm");
      assertEquals([error.name, error.missing], ["HostError", "compilation"]);
    });
    await t.step(
      "no Workers from blob: URLs, but from the page's origin",
      async () => {
        await open("/no-blob");
        const error = await missing("/hello.wasm");
        assertEquals([error.name, error.missing], ["HostError", "threads"]);
        assertEquals(await run(page, "/hello.wasm", "/worker.js"), "hello\n");
      },
    );
    await t.step("kinds of traps", async () => {
      await open("/free");
      for (const kind of Object.keys(traps)) {
        const error = await run(page, `/${kind}.wasm`) as Record<
          string,
          string
        >;
        // Firefox words an index beyond the table like one beyond the memory.
        const expected = name === "Firefox" && kind === "indirect-call-3"
          ? "out-of-bounds"
          : kind.replace(/-\d$/, "");
        assertEquals(error.kind, expected, error.message);
      }
    });
  });
}
