// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sha256 } from "../src/util/sha256.ts";
import { BuildError } from "./build_error.ts";
import { StepError, type Steps } from "./step.ts";
import type { Source } from "./versions.ts";

const APT = "/etc/apt";

/** A source is not the one that the recipe was written for. */
export class SourceChecksumError extends BuildError {
  override readonly name = "SourceChecksumError";

  /** Makes the error. */
  constructor(file: string, expected: string, received: string) {
    super(
      `Cannot use ${file}: its SHA-256 should be ${expected}, received ${received}`,
    );
  }
}

/** Debian no longer has a source. */
export class SourceGoneError extends BuildError {
  override readonly name = "SourceGoneError";

  /** Makes the error. */
  constructor(source: string, suites: string) {
    super(`Cannot fetch ${source}: none of Debian's ${suites} has it any more`);
  }
}

/**
 * Unpacks a source package to `work`. The archives are kept in `store`, so that they are
 * fetched once.
 *
 * @throws {StepError} if a command fails.
 * @throws {SourceChecksumError} if an archive is another one.
 * @throws {SourceGoneError} if Debian no longer has it.
 */
export async function unpack(
  source: Source,
  store: string,
  work: string,
  steps: Steps,
): Promise<void> {
  await Deno.mkdir(store, { recursive: true });
  const names = Object.keys(source.files);
  if (!await areFiles(store, names)) await fetch(source, store, work, steps);
  for (const [name, expected] of Object.entries(source.files)) {
    const received = await sha256(await Deno.readFile(join(store, name)));
    if (received === expected) continue;
    await Deno.remove(join(store, name));
    throw new SourceChecksumError(name, expected, received);
  }
  const description = names.find((name) => name.endsWith(".dsc"));
  if (description === undefined) {
    await steps.run("tar", ["-xf", join(store, names[0]!)], { cwd: work });
  } else {
    await steps.run("dpkg-source", [
      ...["--no-check", "-x", join(store, description), source.folder],
    ], { cwd: work });
  }
}

/**
 * Fetches through apt, with a separate state: the machine's is left alone, but its list of
 * package sources is used.
 */
async function fetch(
  { package: pinned, files, suites }: Source,
  store: string,
  work: string,
  steps: Steps,
): Promise<void> {
  const state = join(work, "apt");
  await Deno.mkdir(join(state, "lists/partial"), { recursive: true });
  await Deno.mkdir(join(state, "parts"), { recursive: true });
  for (const [name, text] of await sourceLists(suites)) {
    await Deno.writeTextFile(join(state, "parts", name), text);
  }
  const options = [
    "-oDir::Etc::SourceList=/dev/null",
    `-oDir::Etc::SourceParts=${join(state, "parts")}`,
    `-oDir::State::Lists=${join(state, "lists")}`,
    "-oAPT::Sandbox::User=root",
  ];
  await steps.run("apt-get", [...options, "-q", "update"], { cwd: state });
  const download = ["-q", "source", "--download-only"];
  if (suites === undefined) {
    await steps.run("apt-get", [...options, ...download, pinned], {
      cwd: store,
    });
    return;
  }
  const [name] = pinned.split("=");
  const index = await steps.run("apt-cache", [
    ...[...options, "showsrc", name!],
  ], { cwd: state });
  const version = versionWith(Object.keys(files)[0]!, index);
  if (version === undefined) throw new SourceGoneError(pinned, suites);
  try {
    await steps.run("apt-get", [
      ...[...options, ...download, "--tar-only", `${name}=${version}`],
    ], { cwd: store });
  } catch (error) {
    // Mirrors lack archives of some packages that we do not use.
    const isUsable = await areFiles(store, Object.keys(files));
    if (!(error instanceof StepError) || !isUsable) throw error;
  }
}

/** The version of the package that has the file `name`, by an `index` of apt. */
export function versionWith(name: string, index: string): string | undefined {
  const paragraph = index.split(/\n\s*\n/).find((paragraph) =>
    `${paragraph}\n`.includes(` ${name}\n`)
  );
  return /^Version: (\S+)$/m.exec(paragraph ?? "")?.[1];
}

/**
 * The machine's lists of Debian packages, turned into lists of source packages, for the
 * machine's suites or for others.
 */
async function sourceLists(suites?: string): Promise<[string, string][]> {
  const lists: [string, string][] = [];
  for (const folder of [APT, `${APT}/sources.list.d`]) {
    for await (const { name } of Deno.readDir(folder)) {
      if (!/\.(list|sources)$/.test(name)) continue;
      const text = toSourceList(
        await Deno.readTextFile(join(folder, name)),
        suites,
      );
      if (text !== "") lists.push([name, text]);
    }
  }
  return lists;
}

/**
 * Turns a list of packages, in either of apt's formats, into one of source packages; if
 * `suites` are given, they replace the ordinary suite.
 */
export function toSourceList(text: string, suites?: string): string {
  const isWanted = (own: string) =>
    suites === undefined || !/-(security|updates)$/.test(own.split(" ")[0]!);
  const lines = text.split("\n")
    .map((line) => /^deb\s+(\[.*?\]\s+)?(\S+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , , own, parts]) => /\bmain\b/.test(parts!) && isWanted(own!))
    .flatMap(([, options = "", uri, own, parts]) =>
      (suites ?? own!).split(" ")
        .map((suite) => `deb-src ${options}${uri} ${suite} ${parts}`)
    );
  const paragraphs = text.split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^#.*\n?/gm, ""))
    .filter((paragraph) =>
      /^Types:.*\bdeb\b/m.test(paragraph) &&
      /^Signed-By:.*\bdebian-archive/m.test(paragraph) &&
      isWanted(/^Suites:\s*(.*)$/m.exec(paragraph)?.[1] ?? "")
    )
    .map((paragraph) => paragraph.replace(/^Types:.*$/m, "Types: deb-src"))
    .map((paragraph) =>
      suites === undefined
        ? paragraph
        : paragraph.replace(/^Suites:.*$/m, `Suites: ${suites}`)
    );
  return [...lines, ...paragraphs].map((entry) => `${entry.trim()}\n`)
    .join("\n");
}

async function areFiles(
  folder: string,
  names: readonly string[],
): Promise<boolean> {
  try {
    const found = await Promise.all(
      names.map((name) => Deno.stat(join(folder, name))),
    );
    return found.every(({ isFile }) => isFile);
  } catch {
    return false;
  }
}
