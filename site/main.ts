// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task docs [--out=docs] [--base=/] [--engine=FILE] [--serve[=PORT]]`: builds the
 * site of these pages, with the API reference, a search and the playground, and serves
 * it on this machine. The pictures are made by the engine, by default one in the cache.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { listEngines } from "../src/cli/list_engines.ts";
import { buildSite } from "./build.ts";
import { serveSite } from "./serve.ts";

const options = parseArgs(Deno.args, {
  string: ["out", "base", "engine", "serve"],
});
const out = options.out as string | undefined ?? "docs";
const base = options.base as string | undefined ?? "/";
const [cached] = await listEngines();
const engine = options.engine as string | undefined ?? cached?.path;
if (engine === undefined) {
  console.log("There is no engine, so the site has no pictures of its own.");
}
await buildSite(out, { base, ...(engine !== undefined && { engine }) });
console.log(`The site is in ${out}`);
if (options.serve !== undefined) {
  const port = Number(options.serve || 8000);
  const { addr } = serveSite(out, { base, port });
  console.log(`It is served at http://localhost:${addr.port}${base}`);
}
