// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Writes the API reference of everything that the package exports to `docs/`; with
 * `--lint`, checks its documentation instead.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };

const args = Deno.args.includes("--lint")
  ? ["--lint"]
  : ["--html", "--name=afmpeg", "--output=docs"];
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", ...args, ...Object.values(config.exports)],
  cwd: fromFileUrl(new URL("../", import.meta.url)),
}).spawn().status;
Deno.exit(code);
