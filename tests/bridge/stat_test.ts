import { assert, assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Awaitable, FileInfo, OpenOptions } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";

/** Tells of each `stat` and `read` of an open file before it is done. */
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
        tell("stat", path);
        return super.stat();
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

const bytes = await compileGuest("watch.c");

/** What the guest says, which watches a file of three bytes. */
async function watch(
  how: string,
  tell: (operation: "stat" | "read", path: string, fs: MemoryFs) => void,
): Promise<string> {
  await using runtime = await Runtime.create({ module: { bytes } });
  const fs = new MemoryFs();
  fs.writeFile("file", "abc");
  fs.writeFile("hint", "!");
  const telling = new TellingFs(fs, (...event) => tell(...event, fs));
  const result = await runtime.run(telling, [how, "file", "hint"]);
  assertEquals(result.exitCode, 0, result.stderr);
  return new TextDecoder().decode(result.stdout);
}

Deno.test("BridgeFile.stat() asks once where it is called again and again", async () => {
  let asked = 0;
  const size = await watch("often", (operation, path) => {
    if (operation === "stat" && path.endsWith("file")) asked++;
  });
  assertEquals(size, "3");
  assert(asked < 500, `${asked} times`);
});

Deno.test("BridgeFile.stat() finds out what has changed without the guest", async () => {
  // Grows whenever it was asked for, but not at once.
  let content = "abc";
  const size = await watch("until-changed", (operation, path, fs) => {
    if (operation !== "stat" || !path.endsWith("file")) return;
    setTimeout(() => fs.writeFile("file", content += "d"), 0);
  });
  assert(Number(size) > 3, size);
});

Deno.test("BridgeFile.stat() knows what another call of the guest may have told", async () => {
  const size = await watch("after-hint", (operation, path, fs) => {
    if (operation === "read" && path.endsWith("hint")) {
      fs.writeFile("file", "abcd");
    }
  });
  assertEquals(size, "4");
});

Deno.test("BridgeFile.stat() knows what the guest has done itself", async () => {
  assertEquals(await watch("own", () => {}), "5 2");
});
