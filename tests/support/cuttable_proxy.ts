// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Passes connections on to a port of this machine, until they are cut. */
export class CuttableProxy implements Disposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #to: number;
  readonly #ends = new Set<Deno.Conn>();
  #isCut = false;

  /** @param to The port that is reached through it. */
  constructor(to: number) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#to = to;
    this.#accept();
  }

  /** Ends all connections, and every new one at once. */
  cut(): void {
    this.#isCut = true;
    for (const end of this.#ends) this.#close(end);
  }

  /** Lets connections through again. */
  restore(): void {
    this.#isCut = false;
  }

  /** Ends all connections, and listens no more. */
  [Symbol.dispose](): void {
    this.cut();
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    for await (const near of this.#listener) this.#pass(near);
  }

  async #pass(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#to })
      .catch(() => undefined);
    if (this.#isCut || !far) {
      near.close();
      far?.close();
      return;
    }
    const ends = [near, far];
    for (const end of ends) this.#ends.add(end);
    await Promise.race([
      near.readable.pipeTo(far.writable),
      far.readable.pipeTo(near.writable),
    ].map((piped) => piped.catch(() => {})));
    for (const end of ends) this.#close(end);
  }

  #close(end: Deno.Conn): void {
    if (!this.#ends.delete(end)) return;
    try {
      end.close();
    } catch {
      // Its streams have closed it.
    }
  }
}
