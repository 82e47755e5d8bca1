// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { bundle } from "../../examples/playground/bundle.ts";
import { compileBareThreads } from "../support/c_guest.ts";
import { engineBytes } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { browsers, isolated, startBrowser } from "./browser.ts";
import type { offered, Outcome } from "./page.ts";

let files!: Record<
  string,
  [type: string, body: string | Uint8Array<ArrayBuffer>]
>;
prepare(async () => {
  const page = new URL("./page.ts", import.meta.url);
  const args = "-f lavfi -i testsrc2=size=128x96:duration=1 -f lavfi " +
    "-i sine=duration=1 -c:v mpeg4 -c:a aac in.mp4";
  const made = await runNative("ffmpeg", args.split(" "));
  files = {
    "/": [
      "text/html",
      "<!DOCTYPE html><script type=module src=/page.js></script>",
    ],
    "/page.js": ["text/javascript", await bundle(page)],
    "/in.mp4": ["video/mp4", new Uint8Array(made.files["in.mp4"]!)],
    "/green.wasm": ["application/wasm", await engineBytes("lgpl")],
    "/real.wasm": [
      "application/wasm",
      await engineBytes("gpl-lean", { threads: "real" }),
    ],
    "/threads.wasm": [
      "application/wasm",
      await compileBareThreads("bare_threads.c"),
    ],
  };
});

function serve(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => {
      const { pathname, search } = new URL(url);
      const file = files[pathname];
      if (!file) return new Response(null, { status: 404 });
      const [type, body] = file;
      const headers = { "content-type": type };
      const isPlain = search === "?plain";
      return new Response(body, {
        headers: isPlain ? headers : { ...isolated, ...headers },
      });
    },
  );
}

for (const name of Object.keys(browsers) as (keyof typeof browsers)[]) {
  Deno.test(`${name} keeps files, transcodes, probes, thumbnails and aborts`, async (t) => {
    await using server = serve();
    await using browser = await startBrowser(name);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const call = <Name extends keyof typeof offered>(
      name: Name,
      ...args: Parameters<typeof offered[Name]>
    ) =>
      page.evaluate(
        (name, args) =>
          (globalThis as unknown as Record<
            string,
            (...args: unknown[]) => unknown
          >)[name]!(...args),
        name,
        args as unknown[],
      ) as ReturnType<typeof offered[Name]>;

    for (const place of ["opfs", "opfsByCopying", "opfsInWorker"] as const) {
      await t.step(`the conformance suite over ${place}`, async () => {
        const outcomes: Outcome[] = await call(place);
        assert(outcomes.length > 40);
        assertEquals(outcomes.filter(({ error }) => error), []);
      });
    }
    for (
      const [engine, encoder, codec] of [
        ["green", "libvpx", "vp8"],
        ["real", "libx264", "h264"],
      ] as const
    ) {
      await t.step(`a file that was chosen, ${engine} threads`, async () => {
        assertEquals(await call("media", `/${engine}.wasm`, encoder), {
          exitCode: 0,
          formatNames: ["matroska", "webm"],
          codecs: [codec, "aac"],
          ended: 1,
          magic: [0x89, 0x50, 0x4e, 0x47],
          inPlace: [0, ["mpeg4", "aac"]],
          reason: "AbortError",
          after: true,
        });
      });
    }
    await t.step("threads that run at the same time", async () => {
      assertEquals(await call("threads"), {
        ...{ count: 0, files: 0, jumps: 0, random: 0 },
        ...{ exit: 40, return: 0 },
      });
    });
    await t.step("a page that is not isolated", async () => {
      await page.goto(`http://127.0.0.1:${server.addr.port}/?plain`);
      assertEquals(await call("plain"), {
        text: "hello",
        error: { name: "HostError", missing: "isolation" },
      });
    });
  });
}
