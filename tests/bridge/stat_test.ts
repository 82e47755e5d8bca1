// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Awaitable, FileInfo, OpenOptions } from "../../vfs/mod.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runInWorker } from "./run_in_worker.ts";
import type { WatchRequest } from "./watch_worker.ts";
import { prepare } from "../support/prepare.ts";

/** Reports each `stat` and `read` of an open file, a `stat` once it is done. */
class TellingFs extends DelegatingFs {
  readonly #tell: (operation: "stat" | "read", path: string) => void;

  constructor(
    fs: MemoryFs,
    tell: (operation: "stat" | "read", path: string) => void,
  ) {
    super("TellingFs", fs);
    this.#tell = tell;
  }

  override async openFile(
    path: string,
    options?: OpenOptions,
  ): Promise<DelegatingFile> {
    const file = await super.openFile(path, options);
    const tell = this.#tell;
    return new class extends DelegatingFile {
      override stat(): Awaitable<FileInfo> {
        const info = super.stat();
        tell("stat", path);
        return info;
      }
      override readAt(
        buffer: Uint8Array,
        position: number,
      ): Awaitable<number | null> {
        tell("read", path);
        return super.readAt(buffer, position);
      }
      override read(buffer: Uint8Array): Awaitable<number | null> {
        tell("read", path);
        return super.read(buffer);
      }
    }(path, file);
  }
}

let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileGuest("watch.c");
});

/**
 * Returns the output of a guest that watches a file of three bytes.
 *
 * @param msPerLook How far every reading advances the clock.
 */
async function watch(
  how: string,
  msPerLook: number,
  tell: (operation: "stat" | "read", path: string, fs: MemoryFs) => void,
): Promise<string> {
  const fs = new MemoryFs();
  fs.writeFile("file", "abc");
  fs.writeFile("hint", "!");
  const telling = new TellingFs(fs, (...event) => tell(...event, fs));
  const args = ["watch", how, "file", "hint"];
  return await runInWorker<WatchRequest>(
    "watch_worker.ts",
    { "/": telling },
    { bytes, args, msPerLook },
  );
}

/** How many requests there are for the size of a file that the guest stats 1000 times and more. */
async function countAsked(msPerLook: number): Promise<number> {
  let asked = 0;
  const size = await watch("often", msPerLook, (operation, path) => {
    if (operation === "stat" && path.endsWith("file")) asked++;
  });
  assertEquals(size, "3");
  return asked;
}

Deno.test("BridgeFile.stat() makes one request when it is called repeatedly", async () => {
  assertEquals(await countAsked(0), 1);
});

Deno.test("BridgeFile.stat() makes a new request after a millisecond", async () => {
  const looks = await countAsked(1);
  assert(looks > 1000, `${looks} looks`);
  assertEquals(await countAsked(0.5), Math.ceil(looks / 2));
});

Deno.test("BridgeFile.stat() notices changes that the guest did not make", async () => {
  // Grows with every request.
  let content = "abc";
  const size = await watch("until-changed", 0.5, (operation, path, fs) => {
    if (operation === "stat" && path.endsWith("file")) {
      fs.writeFile("file", content += "d");
    }
  });
  assertEquals(size, "4");
});

Deno.test("BridgeFile.stat() makes a new request after another call of the guest", async () => {
  const size = await watch("after-hint", 0, (operation, path, fs) => {
    if (operation === "read" && path.endsWith("hint")) {
      fs.writeFile("file", "abcd");
    }
  });
  assertEquals(size, "4");
});

Deno.test("BridgeFile.stat() notices changes that the guest made itself", async () => {
  assertEquals(await watch("own", 0, () => {}), "5 2");
});
