// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Uses a jail in every way while another process swaps what its names refer to,
 * and reports what it saw of the outside:
 *
 *     attacked.ts ROOT ROUNDS SECONDS NAMES [soleWriter]
 *
 * It performs at most this many rounds of all operations, and for at most this
 * long. `NAMES` are the names of the scene to use; with `r`, also names in the
 * root that it creates itself, because of which a directory below the root
 * would never stay unchanged.
 *
 * @module
 */
import { DenoFs, FsError, type FsFile } from "../../vfs/mod.ts";
import type { AttackReport } from "./report.ts";

const [root, rounds, seconds, names, option] = Deno.args;
const fs = new DenoFs(root!, { soleWriter: option === "soleWriter" });
const owner = await fs.stat("/");
const deadline = performance.now() + Number(seconds) * 1000;

const report: AttackReport = {
  access: fs.access,
  tries: {},
  done: {},
  errors: {},
  leaks: [],
};

/** Tries an operation, and counts its outcome. */
async function attempt<T>(
  operation: string,
  action: () => T | Promise<T>,
): Promise<T | undefined> {
  report.tries[operation] = (report.tries[operation] ?? 0) + 1;
  try {
    const value = await action();
    report.done[operation] = (report.done[operation] ?? 0) + 1;
    return value;
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    report.errors[error.code] = (report.errors[error.code] ?? 0) + 1;
    return undefined;
  }
}

function leak(what: string, path: string): void {
  report.leaks.push(`${what} ${path}`);
}

async function check(file: FsFile, path: string): Promise<void> {
  const buffer = new Uint8Array(16);
  const count = await file.readAt(buffer, 0);
  const text = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  if (text.startsWith("SECRET")) leak("read", path);
  if ((await file.stat()).size === 777) leak("described", path);
}

async function read(path: string): Promise<void> {
  await attempt("read", async () => {
    await using file = await fs.open(path);
    await check(file, path);
  });
}

async function useFile(path: string): Promise<void> {
  await read(path);
  const ways = {
    write: { write: true, read: true },
    append: { append: true, read: true },
    truncate: { write: true, read: true, truncate: true },
    create: { write: true, read: true, create: true },
    exclusive: { write: true, read: true, create: true, exclusive: true },
    noFollow: { write: true, read: true, noFollow: true },
  };
  for (const [way, options] of Object.entries(ways)) {
    await attempt(way, async () => {
      await using file = await fs.openFile(path, options);
      await check(file, path);
      await file.write(new TextEncoder().encode("PWNED"));
    });
  }
  for (const way of ["stat", "lstat"] as const) {
    const info = await attempt(way, () => fs[way](path));
    if (info?.size === 777) leak(way, path);
  }
  const target = await attempt("readlink", () => fs.readlink(path));
  if (target === "OUTLINK") leak("readlink", path);
  await attempt("chmod", () => fs.chmod(path, 0o751));
  await attempt("chown", () => fs.chown(path, owner.uid, owner.gid));
  await attempt("chtimes", () => fs.chtimes(path, 1n, 1_000_000_000n));
  await attempt("lchtimes", () => fs.lchtimes(path, 1n, 1_000_000_000n));
}

async function list(path: string): Promise<void> {
  await attempt("list", async () => {
    await using directory = await fs.open(path);
    for (let i = 0; i < 2; i++) {
      for (const { name, size } of await directory.readdir()) {
        if (name === "OUTMARK") leak("listed", path);
        if (size === 777) leak("listed with its size", path);
      }
      await directory.seek(0);
    }
  });
}

async function useDirectory(path: string, own: string): Promise<void> {
  await list(path);
  await useFile(`${path}/x`);
  const target = await attempt("readlink", () => fs.readlink(`${path}/l`));
  if (target === "OUTLINK") leak("readlink", `${path}/l`);
  await attempt("chmod", () => fs.chmod(path, 0o755));
  await attempt("chtimes", () => fs.chtimes(path, 1n, 1_000_000_000n));
  await attempt("mkdir", () => fs.mkdir(`${path}/made`));
  await attempt("symlink", () => fs.symlink("zz", `${path}/link`));
  await attempt("link", () => fs.link(`${path}/x`, `${path}/hard`));
  await attempt("create", async () => {
    await using file = await fs.create(`${path}/new`);
    await file.writeString("PWNED");
  });
  await attempt("rename", () => fs.rename(`${path}/new`, `${path}/renamed`));
  if (names!.includes("r")) await exchange(path, own);
  for (const name of ["link", "hard", "new", "renamed", "own", "made"]) {
    await attempt("remove", () => fs.remove(`${path}/${name}`));
  }
  await attempt("removeAll", () => fs.removeAll(`${path}/deep`));
  await attempt("mkdir", () => fs.mkdir(`${path}/deep`));
}

/** Moves and links between a directory and the root. */
async function exchange(path: string, own: string): Promise<void> {
  const taken = `taken.${own}`;
  await attempt("link", () => fs.link(`${path}/x`, taken));
  await read(taken);
  await attempt("remove", () => fs.remove(taken));
  await attempt("rename", () => fs.rename(own, `${path}/own`));
  await attempt("rename", () => fs.rename(`${path}/own`, own));
  const moved = `moved.${own}`;
  await attempt("rename", () => fs.rename(`${path}/x`, moved));
  await read(moved);
  await attempt("rename", () => fs.rename(moved, `${path}/x`));
  await attempt("remove", () => fs.remove(moved));
  // Restores the names that a later round needs.
  await attempt("create", async () => {
    await using file = await fs.openFile(own, { write: true, create: true });
    await file.writeString("inside");
  });
}

/** Names in the root itself that are not swapped, but lie among those that are. */
async function useRoot(own: string): Promise<void> {
  await list("/");
  const [file, link] = [`file.${own}`, `link.${own}`];
  await useFile(file);
  await attempt("symlink", () => fs.symlink("../outside.txt", link));
  await useFile(link);
  await attempt("link", () => fs.link(file, `hard.${own}`));
  await attempt("rename", () => fs.rename(file, `renamed.${own}`));
  await attempt("mkdir", () => fs.mkdir(`made.${own}`));
  await attempt("mkdirAll", () => fs.mkdirAll(`made.${own}`));
  await attempt("removeAll", () => fs.removeAll(`hard.${own}`));
  for (const name of ["renamed", "link", "made"]) {
    await attempt("remove", () => fs.remove(`${name}.${own}`));
  }
}

async function round(own: string): Promise<void> {
  for (const name of "fgh") if (names!.includes(name)) await useFile(name);
  const directories = { d: "d", n: "n/d", p: "p/q" };
  for (const [letter, path] of Object.entries(directories)) {
    if (names!.includes(letter)) await useDirectory(path, own);
  }
  if (names!.includes("r")) await useRoot(own);
}

// If directories must stay unchanged, many operations wait together.
const users = Array.from({ length: 4 }, async (_, user) => {
  for (let i = 0; i < Number(rounds) / 4; i++) {
    if (performance.now() > deadline) return;
    await round(`own${user}`);
  }
});
await Promise.all(users);
console.log(JSON.stringify(report));
