// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { networkFiles, networkVariables } from "./network.ts";

/** Runs a command, and throws unless it succeeds. Returns what it printed. */
async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(command, {
    args,
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot go on: ${command} failed, see above`);
  return new TextDecoder().decode(stdout);
}

/**
 * A plain Debian 12 in a folder: what `mmdebstrap` installs, git and Deno. Needs root.
 */
export class DebianRoot implements AsyncDisposable {
  /** Its path on this machine. */
  readonly path: string;

  /** What is mounted in it, the latest last. */
  readonly #mounted: string[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  /** Installs it into a new folder. */
  static async create(): Promise<DebianRoot> {
    // Removed again unless it is complete.
    await using made = new AsyncDisposableStack();
    const path = await Deno.makeTempDir({ prefix: "debian" });
    const root = made.use(new DebianRoot(path));
    await root.#install();
    made.move();
    return root;
  }

  async #install(): Promise<void> {
    await run(
      "mmdebstrap",
      ...["--quiet", "--variant=apt", "--include=ca-certificates,git"],
      ...["bookworm", this.path],
    );
    for (const file of ["/etc/resolv.conf", "/etc/hosts", ...networkFiles()]) {
      await Deno.mkdir(join(this.path, dirname(file)), { recursive: true });
      await Deno.copyFile(file, join(this.path, file));
    }
    const deno = join(this.path, "usr/local/bin/deno");
    await Deno.copyFile(Deno.execPath(), deno);
    await this.#mount("proc", "-t", "proc", "proc");
    await this.#mount("dev", "--bind", "/dev");
  }

  async #mount(name: string, ...what: string[]): Promise<void> {
    const place = join(this.path, name);
    await run("mount", ...what, place);
    this.#mounted.push(place);
  }

  /** Runs a command in it, in the folder `cwd`. Returns what it printed. */
  async run(cwd: string, ...command: string[]): Promise<string> {
    const script = `cd ${cwd} && exec "$@"`;
    return await run(
      "env",
      ...[
        "-i",
        "HOME=/root",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ...networkVariables(),
      ],
      ...["chroot", this.path, "sh", "-c", script, "sh", ...command],
    );
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const place of this.#mounted.reverse()) await run("umount", place);
    await run("rm", "-rf", "--one-file-system", this.path);
  }
}
