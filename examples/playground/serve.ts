// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Serves the playground on this machine.
 *
 * ```sh
 * deno task playground [--port=8000] [--engine=FILE]
 * ```
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { buildEngine } from "../../engine/build.ts";
import { listEngines } from "../../src/cli/list_engines.ts";
import { bundle } from "./bundle.ts";

const folder = new URL("./", import.meta.url);
const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  ts: "text/javascript; charset=utf-8",
  wasm: "application/wasm",
};

/** What isolates a page, so that it has shared memory, and confines it. */
const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "content-security-policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; " +
    "worker-src blob:; img-src 'self' blob: data:; media-src blob:",
  "cache-control": "no-cache",
};

/** Serves the playground with the engine in the file `engine`. */
export async function servePlayground(
  engine: string,
  port = 0,
): Promise<Deno.HttpServer<Deno.NetAddr>> {
  const made: Record<string, Uint8Array<ArrayBuffer>> = {
    "afmpeg.ts": await bundle(new URL("afmpeg.ts", folder)),
  };
  const respond = async (name: string): Promise<Response> => {
    const type = types[name.split(".").at(-1)!];
    if (!/^[\w.]+$/.test(name) || type === undefined) {
      return new Response(null, { status: 404, headers });
    }
    const file = name === "ffmpeg.wasm" ? engine : new URL(name, folder);
    try {
      const body = made[name] ?? await Deno.readFile(file);
      const length = { "content-length": `${body.length}` };
      return new Response(body, {
        headers: { ...headers, ...length, "content-type": type },
      });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new Response(null, { status: 404, headers });
    }
  };
  return Deno.serve(
    { port, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => respond(new URL(url).pathname.slice(1) || "index.html"),
  );
}

if (import.meta.main) {
  const options = parseArgs(Deno.args, { string: ["port", "engine"] });
  // What any phone can run: real threads take much more memory.
  const cached = (await listEngines())
    .find(({ threads }) => threads !== "real");
  const engine = options.engine as string | undefined ?? cached?.path ??
    (await buildEngine("gpl")).path;
  const { addr } = await servePlayground(engine, Number(options.port ?? 8000));
  console.log(`The playground is at http://localhost:${addr.port}/`);
}
