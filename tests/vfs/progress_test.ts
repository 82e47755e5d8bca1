// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whoever repeats a call until all is done ends if it makes no progress. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  AnswerError,
  BaseFile,
  BaseFs,
  copy,
  DeviceFs,
  type FileInfo,
  MemoryFs,
  QuotaFs,
  readable,
  readFile,
  writable,
  writeFile,
} from "../../vfs/mod.ts";

const unlimited = { countExisting: false };

/** What is no progress with three bytes. */
const counts: unknown[] = [0, -1, 4, NaN, 0.5, Infinity, undefined, null, "3"];

const info: FileInfo = {
  ...{ name: "a", kind: "file", size: 3, mode: 0o666, uid: 0, gid: 0 },
  ...{ dev: 1n, ino: 1n, nlink: 1, atimeNs: 0n, mtimeNs: 0n, ctimeNs: 0n },
};

class StuckFile extends BaseFile {
  readonly #count: unknown;

  constructor(count: unknown) {
    super("stuck");
    this.#count = count;
  }

  override read(): number {
    return this.#count as number;
  }

  override write(): number {
    return this.#count as number;
  }

  override stat(): FileInfo {
    return info;
  }

  override truncate(): void {}
}

/** A file system as its documentation shows, whose files get nowhere. */
class StuckFs extends BaseFs {
  readonly #count: unknown;

  constructor(count: unknown) {
    super("StuckFs");
    this.#count = count;
  }

  override openFile(): StuckFile {
    return new StuckFile(this.#count);
  }

  override stat(): FileInfo {
    return info;
  }
}

Deno.test("everything that writes ends when a write makes no progress", async (t) => {
  for (const count of counts) {
    await t.step(Deno.inspect(count), async () => {
      const device = () => ({ write: () => count as number });
      const writes: Record<string, () => unknown> = {
        writeString: () => new StuckFile(count).writeString("abc"),
        writeFile: () => new StuckFs(count).writeFile("a", "abc"),
        QuotaFs: () =>
          writeFile({
            fs: new QuotaFs(new StuckFs(count), unlimited),
            path: "a",
          }, "abc"),
        writable: () =>
          new Blob(["abc"]).stream().pipeTo(writable(new StuckFs(count), "a")),
        copy: () => {
          const from = new MemoryFs();
          from.writeFile("a", "abc");
          const to = new DeviceFs({ a: device });
          return copy({ fs: from, path: "a" }, { fs: to, path: "a" });
        },
        device: () => new DeviceFs({ a: device }).writeFile("a", "abc"),
      };
      for (const [name, write] of Object.entries(writes)) {
        const error = await assertRejects(
          async () => await write(),
          AnswerError,
          "return how many bytes it has written, at least one",
          name,
        );
        assertEquals(error.method, "write", name);
      }
    });
  }
});

Deno.test("everything that reads ends when a read makes no progress", async (t) => {
  for (const count of counts) {
    // The end of a file, and an endless one.
    if (count === null || count === 4) continue;
    await t.step(Deno.inspect(count), async () => {
      const device = () => ({ read: () => count as number });
      const reads = [
        () => new StuckFs(count).readFile("a"),
        () => readFile(new QuotaFs(new StuckFs(count), unlimited), "a"),
        () => new DeviceFs({ a: device }).readFile("a"),
        () => new Response(readable(new StuckFs(count), "a")).bytes(),
        () => {
          const fs = new StuckFs(count);
          return copy({ fs, path: "a" }, { fs: new MemoryFs(), path: "b" });
        },
      ];
      for (const read of reads) {
        const error = await assertRejects(
          async () => await read(),
          AnswerError,
        );
        assertEquals(error.method, "read");
      }
    });
  }
});
