// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sha256 } from "../src/util/sha256.ts";
import { BuildError } from "./build_error.ts";
import { type Step, StepError } from "./step.ts";
import type { Source } from "./versions.ts";

const APT = "/etc/apt";

/** A file that is not what the recipe was written for. */
interface WrongFile {
  readonly name: string;
  /** The SHA-256 that it should have. */
  readonly expected: string;
  /** The one that it has; `undefined` if there is no file. */
  readonly received: string | undefined;
}

/** A source is not the one that the recipe was written for. */
export class SourceChecksumError extends BuildError {
  override readonly name = "SourceChecksumError";

  /** Makes the error. */
  constructor({ name, expected, received = "no file" }: WrongFile) {
    super(
      `Cannot use ${name}: its SHA-256 should be ${expected}, received ${received}`,
    );
  }
}

/** Debian no longer has a source. */
export class SourceGoneError extends BuildError {
  override readonly name = "SourceGoneError";
  /** The source. */
  readonly source: Source;

  /** Makes the error. */
  constructor(source: Source, advice = "") {
    const suites = source.suites ?? "suites that this machine uses";
    super(
      `Cannot fetch ${source.package}: Debian's ${suites} no longer have it${advice}`,
    );
    this.source = source;
  }
}

/** Options with which apt uses a state of its own. */
type Apt = readonly string[];

/** Fetches source packages, once each, and unpacks them. */
export class SourceStore implements AsyncDisposable {
  readonly #folder: string;
  readonly #cache: string;
  /** What apt knows, by the suites: found out once, at most. */
  readonly #apts = new Map<string | undefined, Promise<Apt>>();
  readonly #states: string[] = [];
  /** What is being fetched: several parts may be made of one source. */
  readonly #fetching = new Map<string, Promise<void>>();

  /** Makes one that keeps archives below the folder `cache`. */
  constructor(cache: string) {
    this.#cache = cache;
    this.#folder = join(cache, "sources");
  }

  /**
   * Unpacks a source package to the folder `work`.
   *
   * @throws {StepError} if a command fails.
   * @throws {SourceChecksumError} if an archive is another one.
   * @throws {SourceGoneError} if Debian no longer has it.
   */
  async unpack(source: Source, work: string, step: Step): Promise<void> {
    const folder = this.#folder;
    await Deno.mkdir(folder, { recursive: true });
    if (await this.#wrongFile(source)) {
      const fetching = this.#fetching.get(source.package) ??
        this.#fetch(source, step);
      this.#fetching.set(source.package, fetching);
      await fetching;
      const wrong = await this.#wrongFile(source);
      if (wrong) throw new SourceChecksumError(wrong);
    }
    const description = descriptionOf(source);
    if (description === undefined) {
      await Deno.mkdir(join(work, source.folder));
      await step.run("tar", [
        ...["-xf", join(folder, Object.keys(source.files)[0]!)],
        ...["-C", source.folder],
        "--strip-components=1",
      ], { cwd: work });
    } else {
      await step.run("dpkg-source", [
        ...["--no-check", "-x", join(folder, description), source.folder],
      ], { cwd: work });
    }
  }

  /** Forgets what apt knows. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const state of this.#states) {
      await Deno.remove(state, { recursive: true });
    }
  }

  /** The first file of a source that is missing or is another one. */
  async #wrongFile({ files }: Source): Promise<WrongFile | undefined> {
    for (const [name, expected] of Object.entries(files)) {
      const received = await sumOf(join(this.#folder, name));
      if (received !== expected) return { name, expected, received };
    }
    return undefined;
  }

  /** Removes the parts of files that apt has left under their names when it was killed. */
  async #removeWrong({ files }: Source): Promise<void> {
    for (const [name, expected] of Object.entries(files)) {
      const path = join(this.#folder, name);
      const received = await sumOf(path);
      if (received === undefined || received === expected) continue;
      await Deno.remove(path);
      const { message } = new SourceChecksumError({ name, expected, received });
      console.error(`\n${message}. Fetching it again`);
    }
  }

  async #fetch(source: Source, step: Step): Promise<void> {
    await this.#removeWrong(source);
    const { package: pinned, files, suites } = source;
    const apt = this.#apts.get(suites) ?? this.#prepareApt(suites, step);
    this.#apts.set(suites, apt);
    const options = await apt;
    const cwd = this.#folder;
    const [name, exact] = pinned.split("=") as [string, string];
    const index = await step.run("apt-cache", [...options, "showsrc", name], {
      cwd,
    });
    const version = descriptionOf(source) === undefined
      ? versionWith(Object.keys(files)[0]!, index)
      : versions(index).find((version) => version === exact);
    if (version === undefined) throw new SourceGoneError(source);
    const download = [
      ...["-q", "source", "--download-only"],
      ...(descriptionOf(source) === undefined ? ["--tar-only"] : []),
      `${name}=${version}`,
    ];
    try {
      await step.run("apt-get", [...options, ...download], { cwd });
    } catch (error) {
      // Mirrors lack archives of some packages that we do not use.
      const isUsable = await areFiles(cwd, Object.keys(files));
      if (isUsable && error instanceof StepError) return;
      // They list some that they do not have.
      const isGone = error instanceof StepError && / 404 /.test(error.message);
      throw isGone ? new SourceGoneError(source) : error;
    }
  }

  /**
   * Gives apt a separate state: the machine's is left alone, but its list of package
   * sources is used.
   */
  async #prepareApt(suites: string | undefined, step: Step): Promise<Apt> {
    const state = await Deno.makeTempDir({ dir: this.#cache, prefix: "apt-" });
    this.#states.push(state);
    await Deno.mkdir(join(state, "lists/partial"), { recursive: true });
    await Deno.mkdir(join(state, "parts"), { recursive: true });
    for (const [name, text] of await sourceLists(suites)) {
      await Deno.writeTextFile(join(state, "parts", name), text);
    }
    const options = [
      "-oDir::Etc::SourceList=/dev/null",
      `-oDir::Etc::SourceParts=${join(state, "parts")}`,
      `-oDir::State::Lists=${join(state, "lists")}`,
      // Its other caches are not for several at a time.
      `-oDir::Cache=${state}`,
      "-oAPT::Sandbox::User=root",
      // A mirror of a certain day will do: the recipe has the checksum of each archive.
      "-oAcquire::Check-Valid-Until=false",
    ];
    await step.run("apt-get", [...options, "-q", "update"], { cwd: state });
    return options;
  }
}

/** The file that describes a source package, if more than its original archive is used. */
function descriptionOf({ files }: Source): string | undefined {
  return Object.keys(files).find((name) => name.endsWith(".dsc"));
}

/** The versions of a package in an `index` of apt. */
function versions(index: string): string[] {
  return Array.from(
    index.matchAll(/^Version: (\S+)$/gm),
    ([, version]) => version!,
  );
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

/** The SHA-256 of a file; `undefined` if there is none. */
async function sumOf(path: string): Promise<string | undefined> {
  try {
    return await sha256(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
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
