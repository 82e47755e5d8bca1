// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join } from "@std/path/posix";
import { engineNames } from "../npm/engine_names.ts";
import { DebianRoot } from "./debian_root.ts";
import { networkVariables } from "./network.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** What differs between builds on two machines. */
export interface Place {
  /** The name of the folder that everything is in. */
  readonly folder: string;
  readonly umask: string;
  readonly zone: string;
  readonly language: string;
  /** Whom it is built as, by root. */
  readonly user?: string;
}

/** The places of the two builds that are compared. */
export const places: Readonly<Record<"here" | "elsewhere", Place>> = {
  here: { folder: "a", umask: "022", zone: "UTC", language: "C" },
  elsewhere: {
    folder: "another/place_on-disk",
    umask: "077",
    zone: "Asia/Tokyo",
    language: "tr_TR.UTF-8",
    user: "nobody",
  },
};

/**
 * Builds an engine from the last commit and the sources alone, without any cache.
 *
 * @param name Its name in {@linkcode engineNames}.
 * @returns The module.
 */
export async function buildElsewhere(
  name: string,
  { folder, umask, zone, language, user }: Place,
): Promise<Uint8Array<ArrayBuffer>> {
  const above = await Deno.makeTempDir({ prefix: "afmpeg" });
  const home = join(above, folder);
  const as = user !== undefined && Deno.uid() === 0
    ? ["setpriv", `--reuid=${user}`, "--regid=nogroup", "--clear-groups"]
    : [];
  try {
    await Deno.chmod(above, 0o755);
    await run("git", "clone", "--quiet", root, join(home, "afmpeg"));
    // Its own is perhaps in a folder that other users cannot read.
    const deno = join(home, "deno");
    await Deno.copyFile(Deno.execPath(), deno);
    if (as.length > 0) await run("chown", "-R", `${user}:nogroup`, home);
    const { path } = JSON.parse(
      await run(
        ...[...as, "env", "-i", `HOME=${home}`, `PATH=${Deno.env.get("PATH")}`],
        ...[`TZ=${zone}`, `LANG=${language}`, "CCACHE_DISABLE=1"],
        ...networkVariables(),
        ...["sh", "-c", `umask ${umask} && cd "$0" && exec "$@"`],
        ...[join(home, "afmpeg"), deno, "run", "-A"],
        ...["cli.ts", "engine", "build", ...asEngine(name), "--json"],
      ),
    );
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(above, { recursive: true });
  }
}

/** The same, in a Debian that has nothing else: needs root. */
export async function buildPlain(
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await using debian = await DebianRoot.create();
  const [place, bundle] = ["/srv/afmpeg", "/srv/afmpeg.bundle"];
  await run(
    ...["git", "-C", root, "bundle", "create", "--quiet"],
    ...[debian.path + bundle, "HEAD"],
  );
  await debian.run("/", "git", "clone", "--quiet", bundle, place);
  const engine = ["cli.ts", "engine", "build", ...asEngine(name)];
  const build = ["deno", "run", "-A", ...engine];
  const { path } = JSON.parse(await debian.run(place, ...build, "--json"));
  return await Deno.readFile(debian.path + path);
}

/** How the command is told which engine to build. */
function asEngine(name: string): string[] {
  const { variant, threads } = engineNames.get(name)!;
  return [variant, `--threads=${threads}`];
}

/** Runs a program to its end. Returns what it printed. */
async function run(...command: string[]): Promise<string> {
  const [program, ...args] = command;
  const { success, stdout } = await new Deno.Command(program!, {
    args,
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`Cannot go on: ${program} failed, see above`);
}
