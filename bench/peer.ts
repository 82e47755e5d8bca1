// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A request to a Worker that does jobs. */
export type Request =
  | { readonly type: "start"; readonly module?: WebAssembly.Module }
  | {
    readonly type: "load";
    readonly inputs: Record<string, Uint8Array<ArrayBuffer>>;
  }
  | {
    readonly type: "run";
    readonly program: "ffmpeg" | "ffprobe";
    readonly args: string[];
  };

/** The response to a request. */
export interface Answer {
  readonly exitCode: number;
  readonly stderr: string;
}

/** A Worker that does jobs, one after another. */
export class Peer {
  readonly #worker: Worker;
  #settle: PromiseWithResolvers<Answer> = Promise.withResolvers();

  constructor(script: URL) {
    this.#worker = new Worker(script, { type: "module" });
    this.#worker.onmessage = ({ data }) => {
      if ("failure" in data) this.#settle.reject(new Error(data.failure));
      else this.#settle.resolve(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#settle.reject(new Error(event.message));
    };
  }

  ask(request: Request): Promise<Answer> {
    this.#settle = Promise.withResolvers();
    this.#worker.postMessage(request);
    return this.#settle.promise;
  }

  close(): void {
    this.#worker.terminate();
  }
}

/** The part of the Worker's global scope that is used. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Request>) => void;
  postMessage(message: Answer | { failure: string }): void;
};

/** Makes this Worker answer requests. */
export function answering(
  answer: (request: Request) => Promise<Answer>,
): void {
  scope.onmessage = async ({ data }) => {
    try {
      scope.postMessage(await answer(data));
    } catch (error) {
      scope.postMessage({ failure: (error as Error).stack ?? `${error}` });
    }
  };
}
