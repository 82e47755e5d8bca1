// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sha256 } from "../../src/util/sha256.ts";
import { userCache } from "../../src/util/user_cache.ts";

/** What a program has left. */
export interface ProgramOutcome {
  readonly success: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** The files that it has made, by name. */
  readonly files: Record<string, Uint8Array>;
}

/** What a program is given. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** The files in its folder, by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** How many bytes an outcome that is kept has at most. */
const MOST = 2 ** 21;

/** Where outcomes are kept, and for whom they are those of the same programs. */
export interface Memory {
  readonly folder: string;
  /**
   * Stands for the programs and libraries that are installed, and the processor, by which
   * they choose their functions; `undefined` if unknown.
   */
  readonly installed: Promise<string | undefined>;
}

const usual: Memory = {
  folder: join(userCache()!, "afmpeg/native"),
  installed: installedHere().catch(() => undefined),
};

async function installedHere(): Promise<string> {
  const [packages, processors] = await Promise.all([
    Deno.readFile("/var/lib/dpkg/status"),
    Deno.readTextFile("/proc/cpuinfo"),
  ]);
  const flags = /^flags\s*:.*/m.exec(processors)?.[0] ?? "";
  return `${await sha256(packages)} ${flags}`;
}

/** What lies neither in the folder of a program nor in a package. */
const isOutside = (arg: string) => /:\/\/|(^|[^\w.)])\/(?!usr\/)/.test(arg);

/**
 * What a program of a package makes of its arguments and files: as it was the last time
 * that it succeeded in this cache, unless packages have changed since. `run` runs it.
 */
export async function remembered(
  call: ProgramCall,
  run: () => Promise<ProgramOutcome>,
  memory: Memory = usual,
): Promise<ProgramOutcome> {
  const { folder } = memory;
  const installed = await memory.installed;
  if (installed === undefined || call.args.some(isOutside)) return await run();
  const path = join(folder, await keyOf(call, installed));
  // One that was cut is made anew.
  const known = await Deno.readFile(path).then(unpacked).catch(() => undefined);
  if (known !== undefined) {
    const now = new Date();
    await Deno.utime(path, now, now);
    return known;
  }
  const outcome = await run();
  // A failure may be one of the machine, whose disk was full.
  if (!outcome.success) return outcome;
  const bytes = await packed(outcome);
  if (bytes.length > MOST) return outcome;
  await Deno.mkdir(folder, { recursive: true });
  // Renamed into place, because several tests may make the same.
  const made = await Deno.makeTempFile({ dir: folder });
  await Deno.writeFile(made, bytes);
  await Deno.rename(made, path);
  return outcome;
}

/** Removes what nobody has asked for in the last month: some inputs are random. */
export async function forgetUnused({ folder }: Memory = usual): Promise<void> {
  const oldest = new Date();
  oldest.setMonth(oldest.getMonth() - 1);
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const { mtime } = await Deno.stat(path);
    if (mtime! < oldest) await Deno.remove(path);
  }
}

async function keyOf(
  { program, args, files }: ProgramCall,
  installed: string,
): Promise<string> {
  const sums = await Promise.all(
    Object.keys(files).sort().map(async (name) => [
      name,
      await sha256(new Uint8Array(files[name]!)),
    ]),
  );
  const text = JSON.stringify([installed, program, args, sums]);
  return await sha256(new TextEncoder().encode(text));
}

/** A line of JSON, and what it describes: the output and the files. */
async function packed(
  { stdout, stderr, files }: ProgramOutcome,
): Promise<Uint8Array<ArrayBuffer>> {
  const names = Object.keys(files);
  const parts = [stdout, ...Object.values(files)];
  const sizes = parts.map(({ length }) => length);
  const head = JSON.stringify({ stderr, names, sizes });
  return await new Blob([`${head}\n`, ...parts as BlobPart[]]).bytes();
}

/** The outcome in `bytes`; `undefined` if they were cut. */
function unpacked(bytes: Uint8Array): ProgramOutcome | undefined {
  let at = bytes.indexOf(0x0a) + 1;
  if (at === 0) return undefined;
  const { stderr, names, sizes } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, at)),
  ) as {
    stderr: string;
    names: string[];
    sizes: number[];
  };
  const [stdout, ...parts] = sizes.map((size) => bytes.slice(at, at += size));
  if (at !== bytes.length) return undefined;
  const files = Object.fromEntries(names.map((name, i) => [name, parts[i]!]));
  return { success: true, stdout: stdout!, stderr, files };
}
