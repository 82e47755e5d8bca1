// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { networkFiles, networkVariables } from "./network.ts";

/** Runs a command, and throws unless it succeeds. Returns what it printed. */
async function run(...[command, ...args]: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(command!, {
    args,
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot go on: ${command} failed, see above`);
  return new TextDecoder().decode(stdout);
}

/** Runs a command with mounts and processes of its own, none of which outlives it. */
const apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"];

/** Mounts what programs need, for itself and its children alone, and runs one of them. */
const inRoot = `
mount -t proc proc "$0/proc"
mount --rbind /dev "$0/dev"
exec chroot "$0" "$@"
`;

/**
 * A plain Debian 12 in a folder: what `mmdebstrap` installs, git and Deno. Needs root.
 * What runs in it has mounts and processes of its own, which end with it.
 */
export class DebianRoot implements AsyncDisposable {
  /** Its path on this machine. */
  readonly path: string;

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
      ...[...apart, "--mount-proc", "mmdebstrap"],
      ...["--quiet", "--variant=apt", "--include=ca-certificates,git"],
      ...["bookworm", this.path],
    );
    for (const file of ["/etc/resolv.conf", "/etc/hosts", ...networkFiles()]) {
      await Deno.mkdir(join(this.path, dirname(file)), { recursive: true });
      await Deno.copyFile(file, join(this.path, file));
    }
    const deno = join(this.path, "usr/local/bin/deno");
    await Deno.copyFile(Deno.execPath(), deno);
  }

  /** Runs a command in it, in the folder `cwd`. Returns what it printed. */
  async run(cwd: string, ...command: string[]): Promise<string> {
    return await run(
      ...[...apart, "sh", "-ec", inRoot, this.path],
      ...["env", "-i", `--chdir=${cwd}`, "HOME=/root"],
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ...[...networkVariables(), ...command],
    );
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await run("rm", "-rf", "--one-file-system", this.path);
  }
}
