// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BasePathFs,
  type Fs,
  MemoryFs,
  ObserveFs,
  type WatchOptions,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

/** The next changes, in words. */
async function next(
  changes: ReturnType<ObserveFs["watch"]>,
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const { value, done } = await changes.next();
    if (done) return [...found, "end"];
    found.push([value.kind, value.path, value.dest ?? ""].join(" ").trimEnd());
  }
  return found;
}

Deno.test("watch yields each kind of change, once while it waits", async () => {
  const inner = MemoryFs.from({ "old": "" });
  for (
    const below of [
      inner as Fs,
      new FaultFs(inner.clone(), () => ({ until: Promise.resolve() })),
    ]
  ) {
    const fs = new ObserveFs(below);
    const changes = fs.watch();
    await fs.mkdirAll("d/e");
    await fs.writeFile("d/e/a", "x".repeat(1000));
    await using file = await fs.openFile("d/e/a", { write: true });
    for (let i = 0; i < 100; i++) await file.writeAt(new Uint8Array(1), i);
    await file.truncate(3);
    await file.chtimes(1n, 2n);
    await fs.create("old");
    await fs.symlink("d", "l");
    await fs.link("old", "other");
    await fs.chmod("./d/../old", 0o600);
    await fs.rename("d/e/a", "/d/b");
    await fs.remove("other");
    await fs.readFile("old");
    await assertRejects(async () => await fs.remove("missing"));
    const seen = await next(changes, 11);
    await fs.removeAll("d");
    await changes.return!();
    assertEquals(await next(changes, 1), ["end"]);
    assertEquals(seen, [
      ...["create /d", "create /d/e", "create /d/e/a", "modify /d/e/a"],
      ...["metadata /d/e/a", "modify /old", "create /l", "create /other"],
      ...["metadata /old", "rename /d/e/a /d/b", "remove /other"],
    ]);
  }
});

Deno.test("the times of a link and of an open file are reported, and watched", async () => {
  const operations: string[] = [];
  const fs = new ObserveFs(
    MemoryFs.from({ "a": "", "l": { link: "a" } }),
    ({ operation, path }) => operations.push(`${operation} ${path}`),
  );
  const changes = fs.watch();
  fs.lchtimes("l", 1n, 2n);
  const file = fs.open("a");
  file.chtimes(1n, 2n);
  file.close();
  assertEquals(await next(changes, 2), ["metadata /l", "metadata /a"]);
  assertEquals(operations, [
    "lchtimes l",
    "openFile a",
    "chtimes a",
    "close a",
  ]);
});

Deno.test("watch is about one file or directory, as deep as asked", async () => {
  const fs = new ObserveFs(MemoryFs.from({ "a/b/c": "", "z": "" }));
  const all = fs.watch("a/");
  const near = fs.watch("a", { recursive: false });
  const one = fs.watch("a/b/c");
  fs.writeFile("z", "1");
  fs.writeFile("a/b/c", "1");
  fs.chmod("a", 0o700);
  fs.rename("z", "a/z");
  const ended = [all, near, one];
  assertEquals(await next(all, 3), [
    ...["modify /a/b/c", "metadata /a", "rename /z /a/z"],
  ]);
  assertEquals(await next(near, 2), ["metadata /a", "rename /z /a/z"]);
  assertEquals(await next(one, 1), ["modify /a/b/c"]);
  for (const changes of ended) await changes.return!();
  fs.writeFile("a/b/c", "2");
  for (const changes of ended) assertEquals(await next(changes, 1), ["end"]);
});

Deno.test("watch sees what views change, and ends by a signal or when nobody receives", async () => {
  const fs = new ObserveFs(MemoryFs.from({ "jail/a": "" }));
  const controller = new AbortController();
  const changes = fs.watch("/", { signal: controller.signal });
  new BasePathFs(fs, "jail").writeFile("a", "changed");
  assertEquals(await next(changes, 1), ["modify /jail/a"]);
  const waiting = assertRejects(() => changes.next(), Error, "enough");
  controller.abort(new Error("enough"));
  await waiting;
  const slow = fs.watch("/", { maxQueue: 2 });
  for (const name of ["a", "b", "c"]) fs.mkdir(name);
  assertEquals(await next(slow, 2), ["create /a", "create /b"]);
  await assertRejects(() => slow.next(), RangeError, "maxQueue");
  const wrong = { maxQueue: 0 } as WatchOptions;
  assertThrows(() => fs.watch("/", wrong), TypeError, "maxQueue");
  assertThrows(() => fs.watch(5 as unknown as string), TypeError, "path");
});

Deno.test("watch yields what has happened again behind what happened meanwhile", async () => {
  const fs = new ObserveFs(new MemoryFs(), () => {});
  for (const name of ["a", "b", "c"]) await fs.writeFile(name, "");
  const changes = fs.watch();
  const next = async () => (await changes.next()).value.path;
  const touch = (name: string) => fs.chmod(name, 0o600);
  for (const name of ["a", "b", "c"]) await touch(name);
  assertEquals(await next(), "/a");
  await touch("b");
  await touch("a");
  assertEquals([await next(), await next(), await next()], ["/c", "/b", "/a"]);
  await touch("c");
  assertEquals(await next(), "/c");
  await changes.return!();
});
