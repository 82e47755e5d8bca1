// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { isolation } from "./build.ts";

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webp: "image/webp",
};

/** Serves the site in a folder on this machine, with the headers that it needs. */
export function serveSite(
  folder: string,
  { base = "/", port = 0 }: { base?: string; port?: number } = {},
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { port, hostname: "127.0.0.1", onListen() {} },
    async ({ url }) => {
      // The path of a URL has no "..", but an encoded slash may bring one in.
      const path = decodeURIComponent(new URL(url).pathname);
      if (!path.startsWith(base) || path.split("/").includes("..")) {
        return new Response(null, { status: 404, headers: isolation });
      }
      const own = path.slice(base.length);
      const name = own === "" || own.endsWith("/") ? `${own}index.html` : own;
      const body = await Deno.readFile(join(folder, name))
        .catch(() => undefined);
      if (body === undefined) {
        return new Response(null, { status: 404, headers: isolation });
      }
      const type = types[name.split(".").at(-1)!] ?? "application/octet-stream";
      return new Response(body, {
        headers: { ...isolation, "content-type": type },
      });
    },
  );
}
