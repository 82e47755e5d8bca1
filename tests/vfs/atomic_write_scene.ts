// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import {
  type DenoFs,
  type Fs,
  FsError,
  type MemoryFs,
  walk,
} from "../../vfs/mod.ts";

/** What there is to write to: files, and links of all kinds. */
export async function plant(fs: Fs): Promise<void> {
  await fs.mkdirAll("d/below");
  const put = async (path: string, mode: number) => {
    await using file = await fs.create(path);
    await file.writeString("old");
    await fs.chmod(path, mode);
  };
  await put("plain", 0o644);
  await put("script", 0o755);
  await put("private", 0o600);
  await put("set-id", 0o4711);
  await put("d/owned", 0o640);
  const mayChown = fs.name !== "DenoFs" || Deno.uid() === 0;
  if (mayChown) await fs.chown("d/owned", 12, 34);
  await fs.symlink!("script", "to-script");
  await fs.symlink!("to-script", "twice");
  await fs.symlink!("/d/owned", "absolute");
  await fs.symlink!("../../plain", "d/below/up");
  await fs.symlink!("below", "d/folder");
  await fs.symlink!("d/new", "dangling");
  await fs.symlink!("../made", "d/dangling");
  await fs.symlink!("no/such", "broken");
  await fs.symlink!("loop", "loop");
  await fs.symlink!("d/", "slash");
}

const paths = [
  ...[
    "new",
    "/absent",
    "d/../fresh",
    "./near",
    "d/below/deep",
    "d/folder/through",
  ],
  ...[
    "plain",
    "/script",
    "private",
    "set-id",
    "d/owned",
    "./plain",
    "d/./owned",
  ],
  ...[
    "to-script",
    "twice",
    "absolute",
    "d/below/up",
    "d/folder/up",
    "dangling",
  ],
  ...["d/dangling", "broken", "loop", "slash", "d", "d/", ".", "/", "..", ""],
  ...["no/such", "plain/below", "plain/", "new/"],
];

/** Everything about a tree but its times and numbers. */
export async function snapshot(fs: Fs): Promise<unknown[]> {
  const all = [];
  for await (const { path, info } of walk(fs, "/")) {
    const { kind, mode, uid, gid } = info;
    const text = kind === "symlink"
      ? await fs.readlink!(path)
      : kind === "file"
      ? await readText(fs, path)
      : "";
    all.push([path, kind, mode, uid, gid, text]);
  }
  return all;
}

async function readText(fs: Fs, path: string): Promise<string> {
  await using file = await fs.open(path);
  const buffer = new Uint8Array(100);
  const count = await file.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count));
}

/** A file system that can write a whole file. */
export interface Writer extends Fs {
  writeFile: MemoryFs["writeFile"] | DenoFs["writeFile"];
}

/** Asserts that an atomic write to each path leaves what a plain one leaves. */
export async function assertLikePlain(make: () => Writer): Promise<void> {
  for (const path of paths) {
    const outcomes = [];
    for (const atomic of [false, true]) {
      const fs = make();
      await plant(fs);
      let code = "done";
      try {
        await fs.writeFile(path, "new", { atomic });
      } catch (error) {
        assert(error instanceof FsError);
        assertEquals(error.path, path);
        code = error.code;
      }
      outcomes.push([code, await snapshot(fs)]);
    }
    assertEquals(outcomes[1], outcomes[0], path);
  }
}
