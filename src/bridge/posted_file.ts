import { BridgeFile } from "./bridge_file.ts";

/**
 * A file on the caller's side that is written without waiting until it is: for
 * what a guest says, of which it says much and bit by bit.
 */
export class PostedFile extends BridgeFile {
  /** Waits where too much is on its way already. */
  override write(data: Uint8Array): number {
    return this.client.post(data) ? data.length : super.write(data);
  }
}
