// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Thousands of combinations of calls, made by C programs: each must print the same
 * as a guest and on the host.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { Runtime } from "../../mod.ts";
import {
  BasePathFs,
  DenoFs,
  DeviceFs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadOnlyFs,
  type SyncFs,
} from "../../vfs/mod.ts";
import { compileGuest, compileNative } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { prepare } from "../support/prepare.ts";

/** What the host prints, what the guest prints instead, and why that is right. */
interface Difference {
  host: RegExp;
  guest: RegExp;
  why: string;
}

const unfollowed = "hosts of WASI say of any link that is not followed: ELOOP";

const checked =
  "a file system checks the names of a renaming before it looks for them";

const matrix: readonly Difference[] = [
  {
    host:
      /^(open|stat|lstat|readlink|mkdir|unlink|rmdir|symlink|truncate|rename|link) (\S+ )?( |:)/,
    guest: /./,
    why: "wasi-libc takes an empty path for the working directory",
  },
  {
    host: /^open \S+ \dA?DN: ENOTDIR/,
    guest: /^open \S+ \dA?DN: ELOOP/,
    why: unfollowed,
  },
];

const descriptors: readonly Difference[] = [
  {
    host: /^directory\S* seek /,
    guest: / -1 EBADF /,
    why: "by the rules of WASI, a directory has no positions",
  },
  {
    host: /^directory\S* readv /,
    guest: / -1 EISDIR /,
    why: "to a host of WASI, read() and readv() are one call",
  },
  {
    host: /^stdin poll in 0 /,
    guest: / 1 ok /,
    why: "a host finds the end of standard input by reading",
  },
  {
    host: /^\S+ advise .*-\d/,
    guest: /-1 EINVAL/,
    why: "wasi-libc takes no negative offset, and looks first",
  },
  {
    host: /^closed (allocate|seek .* 9)/,
    guest: /-1 EINVAL/,
    why: "arguments that mean nothing are refused first",
  },
];

const devices: readonly Difference[] = [
  ...descriptors,
  {
    host: /^open \/dev\S* .* at=0$/,
    guest: / at=-1$/,
    why: "by the rules of WASI, a directory has no positions",
  },
  {
    host: /^open \/dev\/ \S+: EISDIR$/,
    guest: /: EEXIST$/,
    why: "wasi-libc opens a mounted directory as `.`",
  },
  {
    host: /^device-random poll out 0 /,
    guest: / 1 /,
    why: "a host without entropy to collect has room for more",
  },
  {
    host: /^device-\S+ times 0 ok/,
    guest: / -1 other /,
    why: "nobody keeps times of a device",
  },
];

const links: readonly Difference[] = [
  {
    host: /^open .* \dDN: ENOTDIR/,
    guest: /^open .* \dDN: ELOOP/,
    why: unfollowed,
  },
  {
    host: / link\/\.\. \((\.\/?|dir\/\.\.)\)/,
    guest: /: EPERM/,
    why: "nothing is above the root of a guest",
  },
  {
    host: /^length 1 3:/,
    guest: /^length 1 3: EPERM/,
    why: "a guest makes no link to an absolute path",
  },
];

const absoluteLinks: readonly Difference[] = [
  {
    host: /^open .* \dDN: ENOTDIR/,
    guest: /^open .* \dDN: ELOOP/,
    why: unfollowed,
  },
  {
    host: /^\(int\)readlink.*: ok/,
    guest: /: EPERM/,
    why: "the target may be a path of somebody else",
  },
];

const removed: readonly Difference[] = [
  {
    host: /^\S+ \((\.\/)?\.\./,
    guest: /: EPERM$/,
    why: "nothing is above a directory that a guest has opened",
  },
  {
    host: /^re\S+ \(\.\/?\) opened.*: ok$/,
    guest: /: ENOENT$/,
    why: "no file system opens anew what has no name any more",
  },
  {
    host: /renameat\(AT_FDCWD, BASE "\/missing".*: ENOENT$/,
    guest: /^there \(.*LONG.*: ENAMETOOLONG$/,
    why: checked,
  },
];

const random: readonly Difference[] = [
  {
    host: / <256>.* rename .*: E| rename .*<256>.*: E/,
    guest: /: ENAMETOOLONG$/,
    why: checked,
  },
];

async function native(name: string, args: string[] = []): Promise<string[]> {
  const program = await compileNative(name);
  const cwd = await Deno.makeTempDir();
  // Standard input is a pipe, like the output.
  const child = new Deno.Command(program, {
    args,
    cwd,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await child.stdin.close();
  const { success, stdout } = await child.output();
  assert(success);
  await Deno.remove(cwd, { recursive: true });
  return lines(stdout);
}

async function inMemory(
  name: string,
  args: string[] = [],
  fs: SyncFs = new MemoryFs(),
): Promise<string[]> {
  const { exitCode, stdout } = runGuest(await compileGuest(name), {
    fs,
    args: [name, ...args],
  });
  assertEquals(exitCode, 0);
  return lines(stdout);
}

async function onDisk(name: string, args: string[] = []): Promise<string[]> {
  const root = await Deno.makeTempDir();
  const bytes = await compileGuest(name);
  await using runtime = await Runtime.create({ module: { bytes } });
  const { exitCode, stdout } = await runtime.run(new DenoFs(root), args);
  assertEquals(exitCode, 0);
  await Deno.remove(root, { recursive: true });
  return lines(stdout);
}

function lines(output: Uint8Array): string[] {
  return new TextDecoder().decode(output).trimEnd().split("\n");
}

function assertAgrees(
  actual: string[],
  expected: string[],
  differences: readonly Difference[] = [],
): void {
  const isKnown = (expected: string, actual: string) =>
    differences.some(({ host, guest }) =>
      host.test(expected) && guest.test(actual)
    );
  assertEquals(actual.length, expected.length);
  const differing = expected.flatMap((line, i) =>
    line === actual[i] || isKnown(line, actual[i]!)
      ? []
      : [`host:  ${line}\nguest: ${actual[i]}`]
  );
  assertEquals(differing, []);
}

let expected!: string[];
prepare(async () => {
  expected = await native("posix_matrix.c");
});

Deno.test("Wasi agrees with the host, on a MemoryFs in the same thread", async () => {
  assertGreater(expected.length, 4000);
  assertAgrees(await inMemory("posix_matrix.c"), expected, matrix);
});

Deno.test("Wasi agrees with the host, on a stack of decorators in the same thread", async () => {
  const base = MemoryFs.from({ "jail": null });
  const overlay = new OverlayFs(new ReadOnlyFs(base), new MemoryFs());
  const mounts = new MountFs({ "/": overlay, "/dev": new DeviceFs() });
  const jail = new BasePathFs(new QuotaFs(mounts), "jail");
  let operations = 0;
  const fs = new ObserveFs(jail, () => operations++);
  assertAgrees(await inMemory("posix_matrix.c", [], fs), expected, matrix);
  assertGreater(operations, 4000);
  assertEquals(base.readDir("jail"), []);
});

Deno.test("Wasi agrees with the host, on the host's disk in the same thread", async () => {
  const root = await Deno.makeTempDir();
  {
    using fs = new DenoFs(root, { synchronous: true });
    assertAgrees(await inMemory("posix_matrix.c", [], fs), expected, matrix);
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("Wasi agrees with the host, on the host's disk through the bridge", async () => {
  assertAgrees(await onDisk("posix_matrix.c"), expected, matrix);
});

Deno.test("Wasi agrees with the host on what each kind of descriptor can do", async () => {
  const expected = await native("posix_descriptors.c");
  assertGreater(expected.length, 3000);
  assertAgrees(await inMemory("posix_descriptors.c"), expected, descriptors);
});

Deno.test("Wasi agrees with the host on the uses of devices", async () => {
  const expected = await native("posix_descriptors.c", ["devices"]);
  assertGreater(expected.length, 3000);
  const actual = await onDisk("posix_descriptors.c", ["devices"]);
  assertAgrees(actual, expected, devices);
});

Deno.test("Wasi agrees with the host on what is created through links", async () => {
  const expected = await native("posix_links.c");
  assertGreater(expected.length, 6000);
  assertAgrees(await inMemory("posix_links.c"), expected, links);
});

/** Makes the links to absolute paths that a guest may not make, after an @. */
class Linking extends MemoryFs {
  override symlink(target: string, path: string): void {
    super.symlink(target.replace("@", ""), path);
  }
}

Deno.test("Wasi follows absolute links as the host does in a root of its own", async () => {
  const args = ["absolute"];
  const expected = await native("posix_links.c", args);
  assertGreater(expected.length, 9000);
  const actual = await inMemory("posix_links.c", args, new Linking());
  assertAgrees(actual, expected, absoluteLinks);
});

Deno.test("Wasi agrees with the host on directories that were removed", async () => {
  const expected = await native("posix_removed.c");
  assertGreater(expected.length, 2000);
  assertAgrees(await inMemory("posix_removed.c"), expected, removed);
});

Deno.test("Wasi agrees with the host on random sequences of calls", async () => {
  const seeds = ["1", "200"];
  const expected = await native("posix_random.c", seeds);
  assertGreater(expected.filter((line) => line.endsWith(": ok")).length, 3000);
  assertAgrees(await inMemory("posix_random.c", seeds), expected, random);
});
