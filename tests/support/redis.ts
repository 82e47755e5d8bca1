// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { TextLineStream } from "./lines.ts";

/** A Redis server of Debian on a free port, which keeps what it is told in a folder. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #fsync: string;
  readonly #password: string | undefined;
  #child: Deno.ChildProcess | undefined;

  private constructor(
    port: number,
    folder: string,
    fsync: string,
    password?: string,
  ) {
    this.#port = port;
    this.#folder = folder;
    this.#fsync = fsync;
    this.#password = password;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /**
   * @param fsync When what it was told is on the disk: at once, or within a second.
   * @param password What it wants to be told; not in `url`.
   */
  static async start(
    fsync: "always" | "everysec" = "always",
    password?: string,
  ): Promise<RedisServer> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    const server = new RedisServer(
      port,
      await Deno.makeTempDir(),
      fsync,
      password,
    );
    await server.up();
    return server;
  }

  /** Starts it, and waits until it accepts connections. */
  async up(): Promise<void> {
    this.#child = new Deno.Command("redis-server", {
      args: [
        ...["--port", `${this.#port}`, "--bind", "127.0.0.1"],
        ...["--dir", this.#folder, "--save", ""],
        ...["--appendonly", "yes", "--appendfsync", this.#fsync],
        ...(this.#password ? ["--requirepass", this.#password] : []),
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = this.#child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    const reader = lines.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("Cannot start redis-server");
      if (value.includes("eady to accept connections")) break;
    }
    // Whatever else it says must not fill its pipe.
    (async () => {
      while (!(await reader.read()).done);
    })();
  }

  /** Kills it. */
  async down(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.status;
    this.#child = undefined;
  }

  /** Kills it, and starts it anew without what it was told. */
  async forget(): Promise<void> {
    await this.down();
    await Deno.remove(this.#folder, { recursive: true });
    await Deno.mkdir(this.#folder);
    await this.up();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
