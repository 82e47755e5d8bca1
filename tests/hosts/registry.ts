// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Host, installed, starter } from "./hosts.ts";

/** A registry of npm packages on this machine, with nothing else behind it. */
export class Registry implements AsyncDisposable {
  readonly #folder: string;
  readonly #url: string;
  readonly #process: Deno.ChildProcess;

  private constructor(folder: string, url: string, process: Deno.ChildProcess) {
    this.#folder = folder;
    this.#url = url;
    this.#process = process;
  }

  /** Starts one that stores its packages in `folder`. */
  static async start(folder: string, node: Host): Promise<Registry> {
    // It asks for a tag of node-fetch that not every registry has.
    const home = await installed("verdaccio@6.10.4", { "node-fetch": "2.7.0" });
    const settings = join(folder, "registry.json");
    // YAML includes JSON.
    await Deno.writeTextFile(
      settings,
      JSON.stringify({
        storage: join(folder, "storage"),
        packages: { "**": { access: "$all", publish: "$all" } },
        max_body_size: "200mb",
        log: { type: "stdout", format: "json", level: "http" },
      }),
    );
    const address = freeAddress();
    const process = new Deno.Command(node.path, {
      args: [
        join(home, "node_modules/verdaccio/bin/verdaccio"),
        ...["--config", settings, "--listen", address],
      ],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let said = "";
    const texts = process.stdout.pipeThrough(new TextDecoderStream());
    const reader = texts.getReader();
    while (!said.includes("http address")) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The registry did not start: ${said}`);
      said += value;
    }
    // What is left unread would block it.
    reader.releaseLock();
    texts.pipeTo(new WritableStream()).catch(() => {});
    return new Registry(folder, `http://${address}/`, process);
  }

  /** Makes a project in which packages of afmpeg come from here. */
  async project(name: string): Promise<string> {
    const folder = join(this.#folder, name);
    await Deno.mkdir(folder);
    await Deno.writeTextFile(
      join(folder, ".npmrc"),
      `@afmpeg:registry=${this.#url}\n${
        this.#url.replace("http:", "")
      }:_authToken=nobody\n`,
    );
    return folder;
  }

  /** Publishes the package in `folder`. */
  async publish(folder: string): Promise<void> {
    const { code, stderr } = await starter("npm")([
      ...["publish", "--silent", "--registry", this.#url],
      `--${this.#url.replace("http:", "")}:_authToken=nobody`,
    ], { cwd: folder });
    if (code !== 0) throw new Error(`Cannot publish ${folder}: ${stderr}`);
  }

  /** The path at which it stores the archive of a package. */
  stored(name: string, version: string): string {
    const [, base] = name.split("/");
    return join(this.#folder, "storage", name, `${base}-${version}.tgz`);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

function freeAddress(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  return `${hostname}:${port}`;
}
