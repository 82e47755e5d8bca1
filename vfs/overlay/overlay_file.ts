// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "../after.ts";
import { attempt } from "../attempt.ts";
import { drive, type Steps, wait } from "../drive.ts";
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
  toLayer: () => Awaitable<void> = () => {};
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
    const move = function* (former: FsFile): Steps<FsFile> {
      const position = yield* wait(attempt(() => former.seek(0, "current")));
      const isMoved = position !== undefined &&
        (yield* wait(attempt(() => file.seek(position)))) !== undefined;
      // A file that cannot tell its position is closed, or broken.
      const [next, spare] = isMoved ? [file, former] : [former, file];
      yield attempt(() => spare.close());
      return next;
    };
    const moved = this.move((former) => drive(move(former)));
    if (moved instanceof Promise) moved.catch(() => {});
  }

  override stat(): Awaitable<FileInfo> {
    const name = basename(this.name);
    return after(
      super.stat(),
      (info) => ({ ...this.#identities.describe(info), name }),
    );
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    const change = () => super.chtimes(atimeNs, mtimeNs);
    const note = () => after(super.stat(), (info) => this.onAlter(info));
    return after(after(this.toLayer(), change), note);
  }

  override close(): Awaitable<void> {
    this.onClose();
    return super.close();
  }
}
