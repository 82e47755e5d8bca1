// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Fs, FsError, type FsFile, walk } from "../../vfs/mod.ts";

/** A generator of numbers that is deterministic for a seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) % below;
  };
}

export type Random = ReturnType<typeof randomFrom>;

const names = ["a", "b", "c", "d"];

function randomPath(random: Random, top: string): string {
  const parts = Array.from(
    { length: 1 + random(3) },
    () => top === "" && random(12) === 0 ? ".." : names[random(names.length)]!,
  );
  return top + parts.join("/") + (random(12) === 0 ? "/" : "");
}

/**
 * An operation with its arguments chosen, to be performed on several file
 * systems.
 */
export interface Operation {
  text: string;
  run(fs: Fs, files: FsFile[]): Promise<unknown>;
}

/** Chooses an operation below `top`, which ends in a slash. */
export function randomOperation(random: Random, top = ""): Operation {
  const path = randomPath(random, top);
  const other = randomPath(random, top);
  const number = random(200_000);
  const data = new Uint8Array(random(3) === 0 ? random(150_000) : random(20))
    .fill(1 + random(255));
  const flag = () => random(2) === 0;
  const options = {
    ...{ read: flag(), write: flag(), append: random(4) === 0 },
    ...{ create: flag(), exclusive: random(4) === 0 },
    ...{ truncate: random(4) === 0, directory: random(8) === 0 },
    ...{ noFollow: random(4) === 0 },
  };
  const slot = random(4);
  const onFile = (
    text: string,
    run: (file: FsFile) => unknown,
  ): Operation => ({
    text: `file ${slot} ${text}`,
    run: async (_fs, files) => files[slot] && await run(files[slot]!),
  });
  const inside = other.slice(top.length);
  const target = random(4) === 0 ? `/${other}` : inside;
  const choices: Operation[] = [
    { text: `mkdir ${path}`, run: async (fs) => await fs.mkdir(path) },
    { text: `mkdir ${path}`, run: async (fs) => await fs.mkdir(path) },
    { text: `mkdirAll ${path}`, run: async (fs) => await fs.mkdirAll(path) },
    { text: `remove ${path}`, run: async (fs) => await fs.remove(path) },
    {
      text: `removeAll ${path}`,
      run: async (fs) => {
        if (!path.includes("..")) await fs.removeAll(path);
      },
    },
    {
      text: `rename ${path} ${other}`,
      run: async (fs) => await fs.rename(path, other),
    },
    {
      text: `symlink ${target} ${path}`,
      run: async (fs) => await fs.symlink!(target, path),
    },
    {
      text: `link ${path} ${other}`,
      run: async (fs) => await fs.link!(path, other),
    },
    { text: `readlink ${path}`, run: async (fs) => await fs.readlink!(path) },
    {
      text: `stat ${path}`,
      run: async (fs) => {
        const { name, kind, size } = await fs.stat(path);
        return { name, kind, size: kind === "directory" ? 0 : size };
      },
    },
    {
      text: `lstat ${path}`,
      run: async (fs) => {
        const { name, kind, size } = await fs.lstat!(path);
        return { name, kind, size: kind === "directory" ? 0 : size };
      },
    },
    {
      text: `list ${path}`,
      run: async (fs) => {
        await using directory = await fs.open(path);
        return await directory.readdirnames();
      },
    },
    { text: `chmod ${path}`, run: async (fs) => await fs.chmod(path, 0o750) },
    {
      text: `chtimes ${path} ${number}`,
      run: async (fs) =>
        await fs.chtimes(path, undefined, BigInt(number) * 1_000_000n),
    },
    {
      text: `open ${slot} ${path} ${JSON.stringify(options)}`,
      run: async (fs, files) => {
        const file = await fs.openFile(path, options);
        await files[slot]?.close();
        files[slot] = file;
      },
    },
    {
      text: `create ${slot} ${path}`,
      run: async (fs, files) => {
        const file = await fs.create(path);
        await files[slot]?.close();
        files[slot] = file;
      },
    },
    onFile(`write ${data.length}`, (file) => file.write(data)),
    onFile(
      `writeAt ${data.length} ${number}`,
      (file) => file.writeAt(data, number),
    ),
    onFile(`truncate ${number}`, (file) => file.truncate(number)),
    onFile(`seek ${number}`, (file) => file.seek(number)),
    onFile("seek end", (file) => file.seek(0, "end")),
    onFile(`read ${number}`, async (file) => {
      const buffer = new Uint8Array(number);
      const count = await file.read(buffer);
      return [count, buffer];
    }),
    onFile(`readAt ${number}`, async (file) => {
      const buffer = new Uint8Array(1000);
      const count = await file.readAt(buffer, number);
      return [count, buffer];
    }),
    onFile("stat", async (file) => {
      const { kind, size } = await file.stat();
      return [kind, kind === "directory" ? 0 : size];
    }),
  ];
  return choices[random(choices.length)]!;
}

/** The outcome of an operation: a result, or the code of an error. */
export async function outcomeOf(
  operation: Operation,
  fs: Fs,
  files: FsFile[],
): Promise<unknown> {
  try {
    return await operation.run(fs, files);
  } catch (error) {
    if (error instanceof FsError) return error.code;
    throw error;
  }
}

/** A whole tree with its contents. */
export async function snapshot(fs: Fs): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const { path, info } of walk(fs, "/")) {
    const { kind, nlink, mode } = info;
    if (kind === "file") {
      const contents = await fs.open(path);
      const bytes = new Uint8Array(info.size);
      await contents.readAt(bytes, 0);
      await contents.close();
      entries.push([path, kind, mode, nlink, bytes]);
    } else if (kind === "symlink") {
      entries.push([path, kind, await fs.readlink!(path)]);
    } else entries.push([path, kind]);
  }
  return entries;
}
