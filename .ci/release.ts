// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Makes everything that a release publishes in `FOLDER`: in `page` the files of the
 * release's page, which will be at `URL`, in `jsr` and `npm` a folder for each package.
 * Without `--variants`, with all engines: `gpl` is that whose threads take turns,
 * `gpl-threads` the one with real threads.
 *
 * `--dry-run` makes it in a folder of its own, publishes it on this machine, where it
 * installs and runs it, and deletes it.
 *
 * Usage: deno task release FOLDER --url=URL [--variants=VARIANT,…]
 *        deno task release --dry-run [--variants=VARIANT,…]
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { engineNames } from "../npm/engine_names.ts";

/** What it is given. */
interface Given {
  readonly _: readonly string[];
  readonly url?: string;
  readonly variants?: string;
  readonly "dry-run": boolean;
}

const known = ["_", "url", "variants", "dry-run"];

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["url", "variants"],
    boolean: ["dry-run"],
  }) as unknown as Given;
  const option = Object.keys(args).find((name) => !known.includes(name));
  if (option !== undefined) refuse(`received the option --${option}`);
  const { _: [folder, ...more], url = "" } = args;
  const all = [...engineNames.keys()];
  const variants = [...new Set(args.variants?.split(",") ?? all)];
  const unknown = variants.find((name) => !engineNames.has(name));
  if (unknown !== undefined) {
    refuse(`received the engine "${unknown}", not one of ${all.join(", ")}`);
  }
  if (more.length > 0) refuse(`received more than a folder: ${more}`);
  if (args["dry-run"]) {
    if (folder !== undefined || url !== "") {
      refuse("a dry run takes neither a folder nor --url");
    }
    const { dryRun } = await import("./dry_run.ts");
    await dryRun(variants);
  } else {
    if (folder === undefined) refuse("received no folder");
    if (!URL.canParse(url) || !url.endsWith("/")) {
      refuse("--url must be an absolute URL that ends with /");
    }
    // What is in it already would be published, too.
    if (await Deno.lstat(folder!).then(() => true, () => false)) {
      refuse(`"${folder}" must not exist yet`);
    }
    const { makeRelease } = await import("./make_release.ts");
    await makeRelease(folder!, url, variants);
  }
}

function refuse(text: string): never {
  console.error(`Cannot make a release: ${text}`);
  Deno.exit(2);
}
