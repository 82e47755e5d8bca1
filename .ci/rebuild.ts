// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Shows that an engine is what its recipe makes: builds it from the sources alone, in a
 * new folder and without any cache, and compares every byte with a file that was
 * published, or, without one, with a second build in another place, time zone and umask;
 * with `--plain`, the second one is made in a plain Debian 12 (by mmdebstrap, as root).
 *
 * Usage: deno task rebuild VARIANT [FILE | --plain]
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path/posix";
import { readModule } from "../src/module/module_source.ts";
import { DebianRoot } from "./debian_root.ts";
import { sha256 } from "../src/util/sha256.ts";

/** What differs between builds on two machines. */
interface Place {
  readonly folder: string;
  readonly umask: string;
  readonly zone: string;
}

/** Builds `variant` in a place of its own; returns the module. */
async function buildAnew(
  variant: string,
  { folder, umask, zone }: Place,
): Promise<Uint8Array<ArrayBuffer>> {
  const cache = join(await Deno.makeTempDir(), folder);
  const cli = fromFileUrl(new URL("../cli.ts", import.meta.url));
  try {
    const build = new Deno.Command("sh", {
      args: [
        ...["-c", `umask ${umask} && exec "$@"`, "sh", Deno.execPath()],
        ...["run", "-A", cli, "engine", "build", variant, "--json"],
      ],
      env: { XDG_CACHE_HOME: cache, TZ: zone, CCACHE_DISABLE: "1" },
      stderr: "inherit",
    });
    const { success, stdout } = await build.output();
    if (!success) throw new Error(`Cannot build ${variant}: see above`);
    const { path } = JSON.parse(new TextDecoder().decode(stdout));
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(join(cache, ".."), { recursive: true });
  }
}

/** Builds `variant` in a Debian that has nothing else; returns the module. */
async function buildPlain(variant: string): Promise<Uint8Array<ArrayBuffer>> {
  await using debian = await DebianRoot.create();
  const place = "/srv/afmpeg";
  const bundle = "/srv/afmpeg.bundle";
  const made = await new Deno.Command("git", {
    args: ["bundle", "create", "--quiet", debian.path + bundle, "HEAD"],
    cwd: fromFileUrl(new URL("../", import.meta.url)),
  }).output();
  if (!made.success) throw new Error("Cannot bundle the sources");
  await debian.run("/", "git", "clone", "--quiet", bundle, place);
  const build = ["deno", "run", "-A", "cli.ts", "engine", "build", variant];
  const { path } = JSON.parse(await debian.run(place, ...build, "--json"));
  return await Deno.readFile(debian.path + path);
}

/** Where the first byte differs; -1 if none does. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : length;
}

if (import.meta.main) {
  const [variant, other] = Deno.args;
  if (variant === undefined) {
    console.error("Cannot rebuild: received no variant");
    Deno.exit(2);
  }
  // Read first: building takes minutes.
  const published = other === undefined || other === "--plain"
    ? undefined
    : await readModule({ file: other }) as Uint8Array<ArrayBuffer>;
  const first = await buildAnew(variant, {
    folder: "a",
    umask: "022",
    zone: "UTC",
  });
  const second = published ??
    await (other === "--plain" ? buildPlain(variant) : buildAnew(variant, {
      folder: "another place",
      umask: "077",
      zone: "Asia/Tokyo",
    }));
  const at = firstDifference(first, second);
  console.log(`rebuilt  ${await sha256(first)}  ${first.length} bytes`);
  console.log(`other    ${await sha256(second)}  ${second.length} bytes`);
  console.log(at < 0 ? "the same" : `other bytes from offset ${at} on`);
  Deno.exit(at < 0 ? 0 : 1);
}
