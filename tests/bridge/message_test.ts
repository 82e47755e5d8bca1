// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { Message } from "../../src/bridge/message.ts";
import type { FileInfo } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";

function message(bytes: number): Message {
  return new Message(new Uint8Array(new SharedArrayBuffer(bytes)));
}

Deno.test("Message returns what was put, in the same order", () => {
  const subject = message(1024);
  const info: FileInfo = {
    name: "Füße 🦶.mp4",
    kind: "characterDevice",
    size: 2 ** 53 - 1,
    mode: 0o7777,
    uid: 2 ** 32 - 1,
    gid: 0,
    nlink: 3,
    dev: 2n ** 64n - 1n,
    ino: 2n ** 63n,
    atimeNs: -1n,
    mtimeNs: 1_700_000_000_123_456_789n,
    ctimeNs: 0n,
  };
  subject.rewind()
    .putNumber(-0.5)
    .putString("")
    .putOptionalBigint(undefined)
    .putInfo(info)
    .putOptionalBigint(-7n)
    .putString("a\0b");
  subject.rewind();
  assertEquals(subject.number(), -0.5);
  assertEquals(subject.string(), "");
  assertEquals(subject.optionalBigint(), undefined);
  assertEquals(subject.info(), info);
  assertEquals(subject.optionalBigint(), -7n);
  assertEquals(subject.string(), "a\0b");
});

Deno.test("Message.putString() throws ENAMETOOLONG when the text does not fit", () => {
  const error = assertThrows(
    () => message(64).rewind().putString("x".repeat(100)),
    FsError,
  );
  assertEquals(error.code, "ENAMETOOLONG");
});
