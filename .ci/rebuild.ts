// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Shows that an engine is what its recipe makes: builds it from the last commit and the
 * sources alone, without any cache, in another folder, time zone, language and umask, and
 * as another user if root does it; and compares every byte with `FILE`, an engine that
 * was published (on the page of a release or in a package), or, without one, with a
 * second build. With `--plain`, it is built in a plain Debian 12 that `mmdebstrap` has just
 * made, which needs root.
 *
 * Usage: deno task rebuild NAME [FILE] [--plain], with the name that it has in a release
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { join } from "@std/path/posix";
import { boundModule } from "../npm/bound_module.ts";
import { engineNames } from "../npm/engine_names.ts";
import { readModule } from "../src/module/module_source.ts";
import { sha256 } from "../src/util/sha256.ts";
import { buildElsewhere, buildPlain, places } from "./build_elsewhere.ts";
import { compareEngines } from "./compare_engines.ts";

/** Whether there are changes that are not committed. */
async function areChangesLeftOut(): Promise<boolean> {
  const { stdout } = await new Deno.Command("git", {
    args: ["status", "--porcelain", "--untracked-files=no"],
    cwd: new URL("../", import.meta.url),
  }).output();
  return stdout.length > 0;
}

function refuse(text: string): never {
  console.error(`Cannot rebuild: ${text}`);
  Deno.exit(2);
}

if (import.meta.main) {
  const { _: operands, plain, ...others } = parseArgs(Deno.args, {
    boolean: ["plain"],
  });
  const [option] = Object.keys(others);
  if (option !== undefined) refuse(`received the option --${option}`);
  const [name, file, ...more] = operands.map(String);
  if (name === undefined) refuse("received no engine");
  if (!engineNames.has(name)) {
    const names = [...engineNames.keys()].join(", ");
    refuse(`received the engine "${name}", not one of ${names}`);
  }
  if (more.length > 0) refuse(`received more than a file: ${more}`);
  // Read first: building takes minutes.
  const given = file === undefined ? undefined : await readModule({ file });
  if (await areChangesLeftOut()) {
    console.error("Rebuilding the last commit, without what was changed since");
  }
  const published = given as Uint8Array<ArrayBuffer> | undefined ??
    await buildElsewhere(name, places.here);
  const rebuilt = plain
    ? await buildPlain(name)
    : await buildElsewhere(name, places.elsewhere);
  const { form, offset } = compareEngines(rebuilt, published, {
    "as built": (module) => module,
    "as in packages": boundModule,
  });
  console.log(`expected  ${await sha256(published)}`);
  console.log(`rebuilt   ${await sha256(rebuilt)}`);
  if (form !== undefined) {
    console.log(`the same, ${form}`);
    Deno.exit(0);
  }
  const kept = join(
    await Deno.makeTempDir({ prefix: "afmpeg" }),
    "ffmpeg.wasm",
  );
  await Deno.writeFile(kept, rebuilt);
  console.log(`other bytes from offset ${offset} on; rebuilt: ${kept}`);
  Deno.exit(1);
}
