// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../attempt.ts";
import type { Awaitable, FileInfo, FsFile } from "../fs.ts";
import { OrderedFile } from "../ordered_file.ts";
import { basename } from "../path.ts";
import type { Identities } from "./identities.ts";

/**
 * An open file of an overlay; one that reads from the base switches to the copy
 * when the file is copied up.
 */
export class OverlayFile extends OrderedFile {
  /** Called when the file is closed. */
  onClose: () => void = () => {};
  /** Awaited before its metadata changes: it must then be open in the layer. */
  toLayer: () => Promise<void> = async () => {};
  /** Called with what describes it in the layer when its metadata has changed. */
  onAlter: (info: FileInfo) => void = () => {};
  readonly #identities: Identities;

  constructor(name: string, file: FsFile, identities: Identities) {
    super(name, file);
    this.#identities = identities;
  }

  /**
   * Continues in `file`, which has the same contents: once what is being read
   * from the former one has been read.
   */
  replace(file: FsFile): void {
    const move = async (former: FsFile) => {
      const position = await attempt(() => former.seek(0, "current"));
      const isMoved = position !== undefined &&
        await attempt(() => file.seek(position)) !== undefined;
      // A file that cannot tell its position is closed, or broken.
      const [next, spare] = isMoved ? [file, former] : [former, file];
      await attempt(() => spare.close());
      return next;
    };
    this.move(move).catch(() => {});
  }

  override async stat(): Promise<FileInfo> {
    const info = this.#identities.describe(await super.stat());
    return { ...info, name: basename(this.name) };
  }

  override async chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    await this.toLayer();
    await super.chtimes(atimeNs, mtimeNs);
    this.onAlter(await super.stat());
  }

  override close(): Awaitable<void> {
    this.onClose();
    return super.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.onClose();
    await super[Symbol.asyncDispose]();
  }
}
