// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Removes the stand-ins for the standard library from `deno.json`, in place, so that
 * later steps run against the real one. For CI: do not commit the result.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

await Deno.writeTextFile(
  new URL("../deno.json", import.meta.url),
  `${JSON.stringify({ ...config, links: [] }, null, 2)}\n`,
);
