// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What a {@linkcode LocalServer} answers to a request for `path`, the `count`th one. */
export type Answer = (
  path: string,
  count: number,
) => Response | Promise<Response>;

/** A server on this machine. */
export class LocalServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** The paths that it was asked for. */
  readonly asked: string[] = [];
  /** Its root, with a slash in the end. */
  readonly url: string;

  constructor(answer: Answer) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      ({ url }) => {
        const path = new URL(url).pathname;
        return answer(path, this.asked.push(path));
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
