// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type FileInfo,
  FsError,
  MemoryFs,
  QuotaFs,
  walk,
} from "../../vfs/mod.ts";
import { Random } from "../support/random.ts";

/** Everything that can be observed of a tree. */
async function stateOf(fs: MemoryFs): Promise<[string, FileInfo, unknown][]> {
  return await Array.fromAsync(walk(fs, "/"), ({ path, info }) => {
    const { kind } = info;
    const content = kind === "file"
      ? fs.readFile(path)
      : kind === "symlink"
      ? fs.readlink(path)
      : null;
    return [path, info, content];
  });
}

Deno.test("MemoryFs.from makes files, directories and links, and toObject returns them", () => {
  const files = {
    ...{ "a/b.txt": "hello", "/c.bin": new Uint8Array([1, 2]), "a/e": null },
    ...{ "d/link": { link: "../a/b.txt" }, ["__proto__"]: "a name" },
  };
  const fs = MemoryFs.from(files);
  assertEquals(fs.readTextFile("d/link"), "hello");
  assertEquals(fs.isDir("a/e"), true);
  const bytes = (text: string) => new TextEncoder().encode(text);
  assertEquals(
    Object.entries(fs.toObject()),
    [
      ["__proto__", bytes("a name")],
      ["a/b.txt", bytes("hello")],
      ["a/e", null],
      ["c.bin", new Uint8Array([1, 2])],
      ["d/link", { link: "../a/b.txt" }],
    ],
  );
  const again = MemoryFs.from(fs.toObject("text"));
  assertEquals(again.toObject("text"), fs.toObject("text"));
  assertEquals(new MemoryFs().toObject(), {});
  const refused = (code: string, files: Record<string, string>) => {
    const error = assertThrows(() => MemoryFs.from(files), FsError);
    assertEquals(error.code, code);
  };
  refused("EISDIR", { "a/b": "", "a": "" });
  refused("ENOTDIR", { "a": "", "a/b": "" });
  const wrong = { a: 5 } as unknown as Record<string, string>;
  assertThrows(() => MemoryFs.from(wrong), TypeError, 'files["a"]');
  const other = "hex" as "text";
  assertThrows(
    () => new MemoryFs().toObject(other),
    TypeError,
    '"bytes" or "text"',
  );
});

Deno.test("MemoryFs.restore brings back all that can be observed, any number of times", async () => {
  const random = new Random(26);
  const fs = new MemoryFs();
  const some = () => `${random.below(4)}/${random.below(5)}`;
  const change = () => {
    for (let i = 0; i < 60; i++) {
      try {
        switch (random.below(9)) {
          case 0:
            fs.rename(some(), some());
            break;
          case 1:
            fs.removeAll(random.below(2) ? some() : `${random.below(4)}`);
            break;
          case 2:
            fs.symlink(some(), some());
            break;
          case 3:
            fs.link(some(), some());
            break;
          case 4:
            fs.chmod(some(), random.below(0o1000));
            break;
          case 5: {
            using file = fs.openFile(some(), { write: true });
            file.truncate(random.below(200_000));
            break;
          }
          case 6: {
            using file = fs.openFile(some(), { write: true, create: true });
            file.writeAt(random.bytes(300), random.below(200_000));
            break;
          }
          case 7:
            fs.chtimes(some(), 5n, BigInt(random.below(1000)));
            break;
          default:
            fs.mkdirAll(`${random.below(4)}`);
            fs.writeFile(some(), random.bytes(random.below(1000)));
        }
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
      }
    }
  };
  const kept = [];
  for (let i = 0; i < 12; i++) {
    change();
    const state = await stateOf(fs);
    kept.push({ snapshot: fs.snapshot(), copy: fs.clone(), state });
    assertEquals(await stateOf(fs), state);
  }
  assert(kept.some(({ state }) => state.length > 10));
  for (const _twice of [1, 2]) {
    for (const { snapshot, copy, state } of kept.toReversed()) {
      fs.restore(snapshot);
      assertEquals(await stateOf(fs), state);
      // A copy has numbers of its own, and is independent.
      const numberless = ([path, info, content]: typeof state[number]) => [
        ...[path, { ...info, ino: 0n, dev: 0n }, content],
      ];
      assertEquals(
        (await stateOf(copy)).map(numberless),
        state.map(numberless),
      );
      change();
    }
  }
});

Deno.test("MemoryFs.restore keeps hard links, and directories know where they are", () => {
  const fs = MemoryFs.from({ "a/one": "x", "b": null });
  fs.link("a/one", "b/two");
  const before = fs.snapshot();
  fs.rename("a", "b/a");
  fs.remove("b/two");
  fs.restore(before);
  fs.writeFile("b/two", "changed");
  assertEquals(fs.readTextFile("a/one"), "changed");
  assertEquals(fs.stat("a/one").nlink, 2);
  assertEquals(fs.readTextFile("a/../b/two"), "changed");
});

Deno.test("a handle that is open over a restore stays with its file", () => {
  const fs = MemoryFs.from({ "kept": "before", "removed": "before" });
  using kept = fs.openFile("kept", { read: true, write: true });
  using removed = fs.open("removed");
  const { ino } = fs.stat("removed");
  kept.seek(3);
  const snapshot = fs.snapshot();
  kept.write(new TextEncoder().encode("after, and longer"));
  fs.remove("removed");
  using created = fs.create("new");
  created.writeString("new");
  fs.restore(snapshot);
  const rest = (file: typeof kept) => {
    const buffer = new Uint8Array(100);
    const count = file.readAt(buffer, 0) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, count));
  };
  // What existed is as it was, by any handle; the cursor stays beyond the end.
  assertEquals(rest(kept), "before");
  assertEquals(kept.seek(0, "current"), 20);
  assertEquals(kept.read(new Uint8Array(1)), null);
  kept.writeAt(new TextEncoder().encode("B"), 0);
  assertEquals(fs.readTextFile("kept"), "Before");
  // What was removed has its name again, and is the file that is open.
  assertEquals(rest(removed), "before");
  assertEquals([removed.stat().ino, fs.stat("removed").ino], [ino, ino]);
  fs.writeFile("removed", "both");
  assertEquals(rest(removed), "both");
  // What was created has no name any more, as if it were removed.
  assertEquals(fs.exists("new"), false);
  assertEquals(created.stat().nlink, 0);
  created.writeString("!");
  assertEquals(created.stat().size, 4);
  fs.writeFile("other", "");
  assert(fs.stat("other").ino !== created.stat().ino);
});

Deno.test("a snapshot shares contents until they are changed", () => {
  const fs = new MemoryFs();
  const size = 64 * 2 ** 20;
  fs.writeFile("large", new Uint8Array(size).fill(1));
  const snapshots = [];
  for (let i = 0; i < 200; i++) {
    // Copies would take 12 GiB.
    snapshots.push(fs.snapshot());
    using file = fs.openFile("large", { write: true });
    file.writeAt(new Uint8Array([i]), i * 1000);
  }
  fs.restore(snapshots[3]!);
  using file = fs.open("large");
  const buffer = new Uint8Array(4);
  const at = (position: number) => {
    file.readAt(buffer, position);
    return buffer[0];
  };
  assertEquals([0, 1, 2, 3].map((i) => at(i * 1000)), [0, 1, 2, 1]);
  assertEquals(fs.stat("large").size, size);
});

Deno.test("a snapshot can be restored in another MemoryFs, and nothing else be restored", () => {
  const from = MemoryFs.from({ "a/b": "hello" });
  const to = MemoryFs.from({ "c": "gone" });
  to.restore(from.snapshot());
  assertEquals(to.toObject("text"), { "a/b": "hello" });
  to.writeFile("a/b", "changed");
  assertEquals(from.readTextFile("a/b"), "hello");
  const wrong = {} as ReturnType<MemoryFs["snapshot"]>;
  assertThrows(() => to.restore(wrong), TypeError, "`snapshot`");
});

Deno.test("QuotaFs counts anew after a restore below it, with what is open", () => {
  const fs = MemoryFs.from({ "a": "12345" });
  const quota = new QuotaFs(fs, { maxBytes: 20 });
  const before = fs.snapshot();
  quota.writeFile("a", "1234567890");
  using open = quota.create("new");
  open.writeString("123");
  assertEquals(quota.usage(), { bytes: 13, files: 2 });
  fs.restore(before);
  quota.recount();
  // What is open takes space until it is closed.
  assertEquals(quota.usage(), { bytes: 8, files: 1 });
  open.writeString("45");
  assertEquals(quota.usage().bytes, 10);
  open.close();
  assertEquals(quota.usage(), { bytes: 5, files: 1 });
  assertThrows(() => quota.writeFile("b", "x".repeat(16)), FsError, "no space");
  quota.removeAll("/");
  assertEquals(quota.usage(), { bytes: 0, files: 0 });
});

Deno.test("snapshots of a deep tree need no deep stack", () => {
  const fs = new MemoryFs();
  const path = "d/".repeat(15_000);
  fs.mkdirAll(path);
  const before = fs.snapshot();
  fs.removeAll("d");
  fs.restore(before);
  assertEquals(fs.isDir(path), true);
  assertEquals(Object.keys(fs.clone().toObject()).length, 1);
});
