import { BridgeFile } from "./bridge_file.ts";
import type { BridgeClient } from "./client.ts";
import { standardHandle } from "./operation.ts";

/**
 * The standard error, as the guest's thread sees it: what is written is left for
 * the caller, who takes it at once or before the guest's next request. A line of a
 * log is written in several pieces, and nobody looks whether that succeeds.
 */
export class PostingStream {
  readonly #client: BridgeClient;
  readonly #file: BridgeFile;

  constructor(client: BridgeClient) {
    this.#client = client;
    this.#file = new BridgeFile(client, standardHandle.stderr, "stderr");
  }

  /** Waits for the caller only where it is far behind. */
  write(data: Uint8Array): number {
    return this.#client.post(data) ? data.length : this.#file.write(data);
  }
}
